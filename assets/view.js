/* The view: what the address asks of a page. Links and arrows change it without loading the page again. */
(function () {
  'use strict';
  var here = window.location.pathname;

  function tell() {
    window.ercot.look();
    window.dash_clientside.set_props('zone', { data: window.ercot.zone.read() });
    window.dash_clientside.set_props('view', { data: window.location.search });
    document.dispatchEvent(new CustomEvent('ercot-view'));
    window.ercot.askNow();
  }

  function go(search) {
    if (search === window.location.search) { return; }
    window.history.pushState(null, '', window.location.pathname + (search === '?' ? '' : search));
    tell();
  }

  /* Back and forward inside a page are ours; between pages they are Dash's, which listens behind us. */
  window.addEventListener('popstate', function (event) {
    if (window.location.pathname !== here) { here = window.location.pathname; return; }
    event.stopImmediatePropagation();
    tell();
  }, true);

  /* The navigation's link to this very page shows it as it opens. */
  window.addEventListener('_dashprivate_pushstate', function () {
    if (window.location.pathname === here) { tell(); }
  });

  function arrived(path) {
    here = path;
    return [window.location.search, window.ercot.zone.read()];
  }

  function show() {
    var from = document.getElementById('range-from'), to = document.getElementById('range-to');
    var words = new URLSearchParams(window.location.search);
    words.delete('range');
    words.set('from', from.value);
    words.set('to', to.value);
    window.ercot.shut(from.closest('details'));
    go('?' + words.toString());
  }

  document.addEventListener('click', function (event) {
    var link = event.target.closest('a[data-view]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      go(link.closest('.viewing') ? window.ercot.chosen(link) : window.ercot.along(link.getAttribute('href')));
    }
    if (event.target.closest('[data-show="range"]')) { show(); }
    document.querySelectorAll('details.own-range[open]').forEach(function (menu) {
      if (!menu.contains(event.target)) { window.ercot.shut(menu); }
    });
  });

  function press(selector, number) {
    var found = document.querySelectorAll(selector)[number];
    if (found) { found.click(); }
  }

  document.addEventListener('keydown', function (event) {
    var menu = document.querySelector('details.own-range[open]'), inside = event.target.closest('.own-range');
    /* Also when the focus was lost meanwhile. */
    if (event.key === 'Escape' && menu && (inside || event.target === document.body)) {
      menu.querySelector('summary').focus({ preventScroll: true });
      menu.open = false;
      return;
    }
    if (inside) {
      if (event.key === 'Enter' && event.target.matches('input')) { event.preventDefault(); show(); }
      return;
    }
    if (window.ercot.busy(event)) { return; }
    if (/^[1-5]$/.test(event.key)) { press('[data-view="range-choice"]', Number(event.key) - 1); }
    if (event.key === '[') { press('[data-view="step"][data-way="-1"]', 0); }
    if (event.key === ']') { press('[data-view="step"][data-way="1"]', 0); }
  });

  window.ercot = Object.assign(window.ercot || {}, { arrivedAt: arrived, go: go });
})();
