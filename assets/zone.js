/* The choice of the zone of time: in the address alone, taken along by links between pages. */
(function () {
  'use strict';

  /* What the server is told: the word of the address, and what this browser calls its own zone. */
  function told() { return { tz: window.ercot.time.asked(), own: window.ercot.time.own() }; }

  function search(word) {
    var words = new URLSearchParams(window.location.search);
    if (word === 'central') { words.delete('tz'); } else { words.set('tz', word); }
    var said = words.toString();
    return said ? '?' + said : '?';
  }

  function links() {
    document.querySelectorAll('.nav-link, .brand').forEach(function (link) {
      var address = link.pathname + window.ercot.carried();
      if (link.getAttribute('href') !== address) { link.setAttribute('href', address); }
    });
  }

  /* The controls say what holds; a page with a bar of its own says there what was wrong in the address. */
  function show() {
    var word = window.ercot.time.word(), problem = document.getElementById('zone-problem');
    document.querySelectorAll('[data-zone]').forEach(function (button) {
      button.setAttribute('aria-pressed', String(button.dataset.zone === word));
    });
    if (problem) { problem.textContent = document.querySelector('.controls') ? '' : window.ercot.time.problem(); }
    links();
  }

  /* The address has changed: read it again. */
  function read() {
    window.ercot.time.read();
    show();
    return told();
  }

  /* The server does not know this browser's zone: nothing is written in it. */
  function refused(words) {
    if (words) { window.ercot.time.refuse(words); }
    show();
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-zone]'), menu = document.querySelector('.clock-choice');
    if (button) { window.ercot.go(search(button.dataset.zone)); }
    if (menu && menu.open && (button || !menu.contains(event.target))) { window.ercot.shut(menu); }
  });
  document.addEventListener('keydown', function (event) {
    var menu = event.target.closest && event.target.closest('.clock-choice');
    if (event.key === 'Escape' && menu && menu.open) { window.ercot.shut(menu); }
  });

  /* A link of ours leads to an address without a zone: it takes along the one that is shown. Before Dash reads it. */
  window.addEventListener('_dashprivate_pushstate', function () {
    var word = window.ercot.time.word();
    if (word !== 'central' && window.ercot.time.asked() === null) {
      window.history.replaceState(window.history.state, '', window.location.pathname + search(word));
    }
  }, true);

  window.ercot = Object.assign(window.ercot || {}, { zone: { read: read, refused: refused, show: show } });
})();
