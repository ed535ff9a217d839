/* The greeting of a first visit: shown until it is dismissed, and then never again in this browser. */
(function () {
  'use strict';
  var NAME = 'greeted', root = document.documentElement;

  /* A browser that keeps nothing greets at each visit. */
  function greeted() {
    try { return localStorage.getItem(NAME) === 'yes'; } catch (refused) { return false; }
  }

  function remember() {
    try { localStorage.setItem(NAME, 'yes'); } catch (refused) { return; }
  }

  /* Set before any page is drawn, so that nothing moves. */
  if (!greeted()) { root.dataset.greeting = 'on'; }

  document.addEventListener('click', function (event) {
    if (!event.target.closest('[data-dismiss="welcome"]')) { return; }
    delete root.dataset.greeting;
    remember();
    document.getElementById('content').focus({ preventScroll: true });
  });
})();
