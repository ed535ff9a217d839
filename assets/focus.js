/* The focus: what is written anew takes it along, and what is closed hides it; for those on keys it is kept in its place. */
(function () {
  'use strict';
  var STOPS = 'a[href], button, input, select, summary, [tabindex="0"]';
  var held = null;

  function stops(box) {
    return Array.prototype.filter.call(box.querySelectorAll(STOPS), function (each) { return each.checkVisibility(); });
  }

  /* What it says, without the sign that it is chosen. */
  function name(element) {
    return element.id || element.tagName + (element.getAttribute('aria-label') || element.textContent.replace('\u2713', ''));
  }

  document.addEventListener('focusin', function (event) {
    var box = event.target.parentElement && event.target.parentElement.closest('[id]');
    held = box && { element: event.target, name: name(event.target), box: box.id, place: stops(box).indexOf(event.target) };
  });
  document.addEventListener('pointerdown', function () { held = null; }, true);

  /* To what has the focus' name where it was or, if that is gone, to what stands in its place. */
  function restore() {
    if (!held || document.activeElement !== document.body) { return; }
    if (held.element.isConnected) { held.element.focus({ preventScroll: true }); return; }
    var box = document.getElementById(held.box);
    /* On another page nothing stands for what is gone. */
    if (!box || box.querySelector('.page')) { return; }
    var all = stops(box), like = all.find(function (each) { return name(each) === held.name; });
    like = like || all[Math.min(held.place, all.length - 1)];
    if (like) { like.focus({ preventScroll: true }); }
  }

  new MutationObserver(function () { if (held && !held.element.isConnected) { restore(); } })
    .observe(document.documentElement, { childList: true, subtree: true });

  /* Closes a menu. */
  function shut(menu) {
    if (menu.contains(document.activeElement)) { menu.querySelector('summary').focus({ preventScroll: true }); }
    menu.open = false;
  }

  window.ercot = Object.assign(window.ercot || {}, { restoreFocus: restore, shut: shut });
})();
