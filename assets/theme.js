/* Light and dark: the choice, its memory, and colour tokens for charts, which know no CSS variables. */
(function () {
  'use strict';
  var root = document.documentElement;

  function token(name) {
    return getComputedStyle(root).getPropertyValue(name).trim();
  }

  /* A copy of plain data in which every token name has become its colour. */
  function coloured(value) {
    if (typeof value === 'string') { return value.indexOf('--') === 0 ? token(value) : value; }
    if (Array.isArray(value)) { return value.map(coloured); }
    if (value && typeof value === 'object' && !ArrayBuffer.isView(value)) {
      var copy = {};
      Object.keys(value).forEach(function (key) { copy[key] = coloured(value[key]); });
      return copy;
    }
    return value;
  }

  function remember(theme) {
    try { localStorage.setItem('theme', theme); } catch (refused) { return; }
  }

  function wear(theme) {
    root.dataset.theme = theme;
    window.ercot.paintAll(true);
  }

  document.addEventListener('click', function (event) {
    if (!event.target.closest('#theme-toggle')) { return; }
    var theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    remember(theme);
    wear(theme);
  });

  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', function (event) {
    var stored = null;
    try { stored = localStorage.getItem('theme'); } catch (refused) { stored = null; }
    if (!stored) { wear(event.matches ? 'dark' : 'light'); }
  });

  window.ercot = Object.assign(window.ercot || {}, { token: token, coloured: coloured });
})();
