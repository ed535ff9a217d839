/* The shell: which page is here, what the window is called, and keys. */
(function () {
  'use strict';
  var PAGES = { l: '/', p: '/prices', c: '/capacity', o: '/generation', d: '/data' };
  var waiting = 0;

  function here(path) {
    window.ercot.arrived();
    window.ercot.leaveFull();
    window.ercot.look();
    document.querySelectorAll('.nav-link').forEach(function (link) {
      if (link.pathname === path) { link.setAttribute('aria-current', 'page'); } else { link.removeAttribute('aria-current'); }
    });
    return window.ercot.arrivedAt(path);
  }

  /* Simulated numbers are said in the window's title too, whatever page sets it. */
  function name() {
    var word = 'SIMULATED \u00B7 ';
    if (document.documentElement.dataset.origin === 'simulated' && document.title.indexOf(word) !== 0) {
      document.title = word + document.title;
    }
  }
  new MutationObserver(name).observe(document.querySelector('title'), { childList: true });
  name();

  function sheet() { return document.getElementById('keys'); }

  function go(key) {
    var link = Array.from(document.querySelectorAll('.nav-link')).find(function (each) { return each.pathname === PAGES[key]; });
    if (link) { link.click(); }
  }

  /* Whether a key belongs to someone else: a field that is typed in, the browser, or a dialog. */
  function busy(event) {
    return event.ctrlKey || event.metaKey || event.altKey || event.isComposing || Boolean(document.querySelector('dialog:modal')) ||
      Boolean(event.target.closest && event.target.closest('input, select, textarea, [contenteditable]'));
  }

  /* Only keys that do something on this page are listed. */
  function list() {
    sheet().querySelectorAll('[data-needs]').forEach(function (row) { row.hidden = !document.querySelector('main ' + row.dataset.needs.replace(/, /g, ', main ')); });
    sheet().showModal();
  }

  document.addEventListener('keydown', function (event) {
    if (busy(event)) { return; }
    if (waiting && Date.now() - waiting < 1000) { waiting = 0; go(event.key); return; }
    waiting = event.key === 'g' ? Date.now() : 0;
    if (event.key === 'd') { document.getElementById('theme-toggle').click(); }
    if (event.key === '?') { list(); }
  });
  document.addEventListener('click', function (event) {
    if (event.target.closest('#keys-button')) { list(); }
    if (event.target.closest('#keys-close') || event.target === sheet()) { sheet().close(); }
  });

  window.ercot = Object.assign(window.ercot || {}, { busy: busy });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { shell: { here: here } });
})();
