/* Asking again by itself: one question at a time, none while unseen, and words for when answers stop. */
(function () {
  'use strict';
  var PATIENCE = 60000, RETRY = 5000, SAID = 6000, OWED = 60000;
  var asked = 0, answered = 0, cut = false, back = 0, newest = null, skew = 0, retry = 0;
  var LONGEST = 300000, SLACK = 15000;
  var every = 30000, due = 0;

  function now() { return Date.now() + skew; }

  function mark(words, state) {
    var element = document.getElementById('live-mark');
    if (!element) { return; }
    element.textContent = words;
    element.dataset.state = state;
  }

  /* Too soon is what the reader chose not to have yet, or what no feed can have brought; a cut is found out anyhow. */
  function early() {
    var since = Date.now() - answered;
    return (every > 30000 && since < every - SLACK) || (now() < due && since < LONGEST - SLACK);
  }

  /* The timer's question, unless one is still open, nobody looks, or it is too soon. */
  function ask() {
    if (document.hidden || (asked > answered && Date.now() - asked < PATIENCE) || early()) {
      return window.dash_clientside.no_update;
    }
    asked = Date.now();
    return asked;
  }

  function element() { return document.querySelector('[data-asks]'); }

  function page() { return element() && element().dataset.asks; }

  /* Ask now; with `afresh` as one who holds nothing. */
  function askNow(afresh) {
    var name = page();
    if (!name || !window.dash_clientside.set_props) { return; }
    if (afresh) { window.dash_clientside.set_props(name + '-held', { data: {} }); }
    asked = Date.now();
    window.dash_clientside.set_props(name + '-ask', { data: asked });
  }

  function lose() {
    cut = true;
    mark('Reconnecting\u2026' + (newest ? ' last data ' + window.ercot.time.clock(newest, true) : ''), 'cut');
    window.clearTimeout(retry);
    retry = window.setTimeout(function () { askNow(false); }, RETRY);
  }

  function heard(answer) {
    if (!answer) { return; }
    answered = Date.now();
    if (element()) { element().removeAttribute('data-waiting'); }
    window.ercot.zone.refused(answer.zone);
    if (answer.away) { lose(); return; }
    skew = Math.abs(answer.at - answered) > 2000 ? answer.at - answered : 0;
    newest = answer.newest || newest;
    due = answer.due || 0;
    window.ercot.write(answer.texts);
    if (!window.ercot.take(answer)) { askNow(true); return; }
    if (cut) { back = answered; }
    cut = false;
    /* What was missed may come a moment after the answers do: who was cut off here may have been so there too. */
    var added = answered - back < OWED ? window.ercot.growth() : 0;
    if (added) {
      say(added + (added === 1 ? ' missed interval added.' : ' missed intervals added.'));
      back = 0;
    }
  }

  /* A page has just opened: what the one before it still waited for will not be heard. */
  function arrived() { asked = 0; due = 0; }

  /* How often the reader wants to be told. */
  function pace(seconds) { every = seconds * 1000; }

  function say(words) {
    window.dash_clientside.set_props('notice', { children: words });
    window.setTimeout(function () { window.dash_clientside.set_props('notice', { children: '' }); }, SAID);
  }

  var plain = window.fetch;
  window.fetch = function (address) {
    var ours = String((address && address.url) || address).indexOf('_dash-update-component') >= 0;
    return plain.apply(this, arguments).then(
      function (response) {
        if (ours && response.status >= 500) { answered = Date.now(); lose(); }
        return response;
      },
      function (failure) {
        if (ours) { answered = Date.now(); lose(); }
        throw failure;
      }
    );
  };

  function tick() {
    var clock = document.getElementById('clock');
    if (clock) {
      var small = clock.querySelector('small');
      if (!small) { small = document.createElement('small'); clock.append('', ' ', small); }
      clock.firstChild.textContent = window.ercot.time.clock(now(), true);
      small.textContent = window.ercot.time.letters(now());
    }
    if (answered && !cut) {
      mark('live \u00B7 ' + Math.max(0, Math.round((Date.now() - answered) / 1000)) + ' s ago', 'live');
    }
  }
  window.setInterval(tick, 1000);
  document.addEventListener('DOMContentLoaded', tick);

  document.addEventListener('visibilitychange', function () {
    if (!document.hidden && Date.now() - answered > every) { askNow(false); }
  });
  document.addEventListener('click', function (event) {
    if (event.target.closest('[data-ask]')) { askNow(true); }
  });

  /* A figure that changed is underlined for a moment. */
  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      var figure = change.target.parentElement && change.target.parentElement.closest('.figure');
      if (!figure) { return; }
      figure.classList.add('changed');
      window.setTimeout(function () { figure.classList.remove('changed'); }, 600);
    });
  }).observe(document.documentElement, { characterData: true, subtree: true });

  window.ercot = Object.assign(window.ercot || {}, { now: now, arrived: arrived, pace: pace, askNow: function () { askNow(false); } });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { live: { ask: ask, heard: heard } });
})();
