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

  function toggle(clicks) {
    if (clicks) {
      root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
      remember(root.dataset.theme);
    }
    return root.dataset.theme;
  }

  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', function (event) {
    var stored = null;
    try { stored = localStorage.getItem('theme'); } catch (refused) { stored = null; }
    if (stored || !window.dash_clientside.set_props) { return; }
    root.dataset.theme = event.matches ? 'dark' : 'light';
    window.dash_clientside.set_props('theme', { data: root.dataset.theme });
  });

  window.ercot = Object.assign(window.ercot || {}, { token: token, coloured: coloured });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { theme: { toggle: toggle } });
})();
