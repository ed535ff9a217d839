/* Strips of days: cells from compact data, words for each, one tab stop a strip, and a day that narrows the gaps. */
(function () {
  'use strict';
  var MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  var STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, PageUp: -30, PageDown: 30, Home: -1e9, End: 1e9 };
  var LEAST = 0.2;
  var tip = null;

  /* The day that the address chooses, as the Data page reads it. */
  function chosen() {
    var said = new URLSearchParams(window.location.search);
    return said.has('dataset') && said.has('day') ? { dataset: said.get('dataset'), day: said.get('day') } : null;
  }

  function dayOf(data, n) {
    var day = new Date(data.from + 'T12:00:00Z');
    day.setUTCDate(day.getUTCDate() + n);
    return day;
  }

  function number(value) { return value.toLocaleString('en-US'); }

  /* 26 Sep: 94 of 96 intervals, 2 missing 02:00-02:30 CDT. */
  function sentence(data, n) {
    var day = dayOf(data, n), stored = data.cells[n][0], due = data.cells[n][1], note = data.notes[n];
    var words = day.getUTCDate() + ' ' + MONTHS[day.getUTCMonth()] + ': ';
    if (due === null) { words += 'before the first document'; }
    else if (due === 0) { words += 'nothing due yet'; }
    else {
      words += number(stored) + ' of ' + number(due) + (due === 1 ? ' interval' : ' intervals');
      if (n === data.cells.length - 1) { words += ' due by now'; }
    }
    return note ? words + ', ' + note : words;
  }

  function kind(data, n) {
    var stored = data.cells[n][0], due = data.cells[n][1];
    if (due === null) { return 'before'; }
    if (due === 0) { return 'idle'; }
    return stored >= due ? 'full' : stored ? 'some' : 'none';
  }

  function read(strip) {
    if (!strip.ercotDays || strip.ercotText !== strip.dataset.days) {
      strip.ercotText = strip.dataset.days;
      strip.ercotDays = JSON.parse(strip.dataset.days);
    }
    return strip.ercotDays;
  }

  function isChosen(strip, n) {
    var day = chosen();
    return day !== null && day.dataset === strip.dataset.dataset && day.day === dayOf(read(strip), n).toISOString().slice(0, 10);
  }

  function draw(strip) {
    var data = read(strip), size = data.cells.length;
    while (strip.children.length > size) { strip.lastChild.remove(); }
    while (strip.children.length < size) { strip.append(document.createElement('span')); }
    for (var n = 0; n < size; n += 1) {
      var cell = strip.children[n], what = kind(data, n), stored = data.cells[n][0], due = data.cells[n][1];
      var classes = ['day', what];
      if (data.short.indexOf(n) >= 0) { classes.push('short'); }
      if (n === size - 1) { classes.push('today'); }
      if (n && dayOf(data, n).getUTCDate() === 1) { classes.push('month'); }
      cell.className = classes.join(' ');
      cell.id = strip.dataset.dataset + '-day-' + n;
      cell.setAttribute('role', 'option');
      cell.setAttribute('aria-label', sentence(data, n));
      cell.setAttribute('aria-selected', String(isChosen(strip, n)));
      /* Two of ninety-six must be seen: what is missing has a least height. */
      if (what === 'some') { cell.style.setProperty('--share', (100 * Math.min(stored / due, 1 - LEAST)).toFixed(1) + '%'); }
      else { cell.style.removeProperty('--share'); }
    }
    if (strip.ercotAt === undefined) { strip.ercotAt = size - 1; }
    strip.ercotAt = Math.min(strip.ercotAt, size - 1);
    strip.setAttribute('aria-activedescendant', strip.children[strip.ercotAt].id);
    if (document.activeElement === strip) { point(strip, strip.ercotAt); }
  }

  function drawAll() { document.querySelectorAll('.days[data-days]').forEach(draw); }

  function point(strip, n) {
    if (!tip) {
      tip = document.createElement('div');
      tip.className = 'day-tip';
      tip.setAttribute('aria-hidden', 'true');
      document.body.append(tip);
    }
    strip.querySelectorAll('.at').forEach(function (cell) { cell.classList.remove('at'); });
    strip.children[n].classList.add('at');
    tip.textContent = sentence(read(strip), n);
    tip.classList.add('on');
    var cell = strip.children[n].getBoundingClientRect(), box = tip.getBoundingClientRect();
    var left = Math.max(8, Math.min(cell.left + cell.width / 2 - box.width / 2, document.documentElement.clientWidth - box.width - 8));
    var below = cell.bottom + 6, top = below + box.height > window.innerHeight - 60 ? cell.top - box.height - 6 : below;
    tip.style.transform = 'translate(' + Math.round(left) + 'px,' + Math.round(top) + 'px)';
  }

  function hush(strip) {
    if (tip) { tip.classList.remove('on'); }
    strip.querySelectorAll('.at').forEach(function (cell) { cell.classList.remove('at'); });
  }

  function move(strip, n) {
    strip.ercotAt = Math.max(0, Math.min(strip.children.length - 1, n));
    strip.setAttribute('aria-activedescendant', strip.children[strip.ercotAt].id);
    point(strip, strip.ercotAt);
  }

  /* A choice is an address, so that it can be sent, kept and gone back from. */
  function choose(what, show) {
    var said = new URLSearchParams(window.ercot.carried());
    Object.keys(what || {}).forEach(function (name) { said.set(name, what[name]); });
    window.ercot.go('?' + said.toString());
    if (show) { document.querySelector('.tile-gaps').scrollIntoView({ block: 'nearest' }); }
  }

  function select() {
    document.querySelectorAll('.days[data-days]').forEach(function (strip) {
      for (var n = 0; n < strip.children.length; n += 1) { strip.children[n].setAttribute('aria-selected', String(isChosen(strip, n))); }
    });
  }
  document.addEventListener('ercot-view', select);

  function chooseDay(strip, n) {
    if (isChosen(strip, n)) { choose(null, false); return; }
    choose({ dataset: strip.dataset.dataset, day: dayOf(read(strip), n).toISOString().slice(0, 10) }, true);
  }

  /* The day under a pointer; on a phone a day is narrower than a finger, and the gap before a month is no day's. */
  function place(strip, event) {
    var cells = strip.children, n = 0;
    while (n < cells.length - 1 && cells[n].getBoundingClientRect().right < event.clientX) { n += 1; }
    return n;
  }

  function stripOf(event) { return event.target.closest ? event.target.closest('.days[data-days]') : null; }

  document.addEventListener('pointermove', function (event) {
    var strip = stripOf(event);
    if (strip && strip.children.length) { point(strip, place(strip, event)); }
  });
  document.addEventListener('pointerout', function (event) {
    var strip = stripOf(event);
    if (strip && !strip.contains(event.relatedTarget)) { hush(strip); }
  });
  document.addEventListener('focusin', function (event) {
    var strip = stripOf(event);
    if (strip && strip.children.length && strip.matches(':focus-visible')) { point(strip, strip.ercotAt); }
  });
  document.addEventListener('focusout', function (event) {
    var strip = stripOf(event);
    if (strip) { hush(strip); }
  });
  document.addEventListener('click', function (event) {
    var strip = stripOf(event), button = event.target.closest('[data-choose]');
    if (strip && strip.children.length) { move(strip, place(strip, event)); chooseDay(strip, strip.ercotAt); }
    if (button) { var what = JSON.parse(button.dataset.choose); choose(what, what !== null); }
  });
  document.addEventListener('keydown', function (event) {
    var strip = stripOf(event);
    if (!strip || !strip.children.length || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key in STEPS) { move(strip, strip.ercotAt + STEPS[event.key]); }
    else if (event.key === 'Enter' || event.key === ' ') { chooseDay(strip, strip.ercotAt); }
    else if (event.key === 'Escape' && chosen()) { choose(null, false); }
    else { return; }
    event.preventDefault();
  });
  document.addEventListener('change', function (event) {
    if (event.target.dataset.corrected) { window.dash_clientside.set_props('data-corrected', { data: event.target.value || null }); }
  });

  /* The strips are filled when they come, when their days change, and afresh on a page that was left and come back to. */
  new MutationObserver(function (changes) {
    var wanted = changes.some(function (change) {
      if (change.type === 'attributes') { return true; }
      return Array.prototype.some.call(change.addedNodes, function (node) {
        if (node.nodeType !== 1 || node.matches('.day')) { return false; }
        return node.matches('.days[data-days]') || node.querySelector('.days[data-days]');
      });
    });
    if (wanted) { drawAll(); }
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-days'] });
})();
