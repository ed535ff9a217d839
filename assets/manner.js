/* The manner of looking, which holds on every page: how often it asks, the wall, and pages that turn on it. */
(function () {
  'use strict';
  var WORDS = ['refresh', 'marks', 'wall', 'rotate', 'tz'], OLD = 6 * 3600000;
  var root = document.documentElement, opened = Date.now(), turning = 0, awake = null;

  function words() { return new URLSearchParams(window.location.search); }

  /* The words of this address that go along to another page. */
  function carried() {
    var kept = new URLSearchParams(), said = words();
    WORDS.forEach(function (name) { if (said.has(name)) { kept.set(name, said.get(name)); } });
    return kept.toString() ? '?' + kept.toString() : '';
  }

  /* A link of a page's bar may be older than a choice of these words: the address knows better. */
  function along(search) {
    var said = new URLSearchParams(search), here = words();
    WORDS.slice(0, -1).forEach(function (name) {
      if (here.has(name)) { said.set(name, here.get(name)); } else { said.delete(name); }
    });
    return '?' + said.toString().replace(/%2C/g, ',');
  }

  /* The address that a choice of the View menu leads to from the present one, which may be newer than the menu. */
  function chosen(link) {
    var said = words(), kind = link.dataset.mark, on = (said.get('marks') || '').split(',');
    if (kind) {
      var marks = Array.prototype.map.call(document.querySelectorAll('[data-mark]'), function (each) { return each.dataset.mark; })
        .filter(function (each) { return (on.indexOf(each) >= 0) !== (each === kind); });
      if (marks.length) { said.set('marks', marks.join(',')); } else { said.delete('marks'); }
    } else {
      var word = link.dataset.view === 'wall' ? 'wall' : 'refresh', value = new URLSearchParams(link.search).get(word);
      if (value === null) { said.delete(word); } else { said.set(word, value); }
    }
    return '?' + said.toString().replace(/%2C/g, ',');
  }

  /* A screen that hangs on a wall should not go dark; where that cannot be had, the clock says so. */
  function stayAwake() {
    if (!('wakeLock' in navigator) || awake || document.hidden) { return; }
    navigator.wakeLock.request('screen').then(
      function (lock) {
        awake = lock;
        lock.addEventListener('release', function () { awake = null; });
        if (!root.dataset.wall) { lock.release(); }
      },
      function (refusal) { document.getElementById('clock').title = 'This screen may go dark: ' + refusal.message; }
    );
  }

  /* What the address alone decides, before any answer comes. */
  function look() {
    if (words().get('wall') === '1') {
      root.dataset.wall = 'on';
      stayAwake();
      return;
    }
    delete root.dataset.wall;
    if (awake) { awake.release(); }
  }

  function paths() {
    return Array.prototype.map.call(document.querySelectorAll('.nav-top .nav-link'), function (link) { return link.pathname; });
  }

  function visit(path, search, again) {
    window.history[again ? 'replaceState' : 'pushState']({}, '', path + search);
    window.dispatchEvent(new CustomEvent('_dashprivate_pushstate'));
  }

  /* The next page; not while someone reads papers. A page that has been open for hours is loaded afresh. */
  function turn() {
    if (!root.dataset.wall || root.dataset.full || document.querySelector('dialog[open]')) { return; }
    var all = paths(), next = all[(all.indexOf(window.location.pathname) + 1) % all.length];
    if (Date.now() - opened > OLD) { window.location.replace(next + carried()); return; }
    visit(next, carried(), true);
  }

  function take(manner) {
    if (!manner) { return; }
    window.ercot.pace(manner.refresh);
    window.clearInterval(turning);
    turning = root.dataset.wall && manner.rotate ? window.setInterval(turn, manner.rotate * 1000) : 0;
  }

  function wall(on) {
    var said = words();
    said.delete('rotate');
    said.delete('wall');
    if (on) { said.set('wall', '1'); }
    window.ercot.go('?' + said.toString());
    window.ercot.restoreFocus();
  }

  /* Links between pages know nothing of these words: they are put behind them here. */
  document.addEventListener('click', function (event) {
    var link = event.target.closest('a.nav-link, a.brand, .page-state a');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || !carried()) { return; }
    event.preventDefault();
    event.stopPropagation();
    visit(link.pathname, carried(), false);
  }, true);

  document.addEventListener('click', function (event) {
    if (event.target.closest('[data-press="theme"]')) { document.getElementById('theme-toggle').click(); }
    document.querySelectorAll('.viewing-details[open]').forEach(function (menu) {
      if (!menu.contains(event.target) || event.target.closest('[data-view="wall"]')) { window.ercot.shut(menu); }
    });
  });

  document.addEventListener('keydown', function (event) {
    var menu = document.querySelector('.viewing-details[open]');
    if (event.key === 'Escape' && menu) { window.ercot.shut(menu); return; }
    if (event.key === 'Escape' && root.dataset.wall && !root.dataset.full && !document.querySelector('dialog[open]')) { wall(false); return; }
    if (event.key === 'w' && !window.ercot.busy(event)) { wall(!root.dataset.wall); }
  });
  document.addEventListener('visibilitychange', function () { if (root.dataset.wall) { stayAwake(); } });

  window.ercot = Object.assign(window.ercot || {}, { look: look, along: along, chosen: chosen, carried: carried });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { manner: { take: take } });
  look();
})();
