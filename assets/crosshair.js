/* The cursor: one hairline on every chart at the same instant, and the values under the pointer in words. */
(function () {
  'use strict';
  var at = null, under = null, frame = 0;

  function made(parent, name) {
    var found = parent.querySelector(':scope > .' + name);
    if (!found) {
      found = document.createElement('div');
      found.className = name;
      parent.appendChild(found);
    }
    return found;
  }

  /* Index of the interval that an instant lies in, -1 where there is none. */
  function index(trace, x) {
    var low = 0, high = trace.x.length - 1;
    while (low < high) {
      var middle = (low + high + 1) >> 1;
      if (trace.x[middle] <= x) { low = middle; } else { high = middle - 1; }
    }
    var reach = trace.meta.interval * (trace.line.shape === 'hv' ? 1 : 1.5);
    return trace.x.length && trace.x[low] <= x && x < trace.x[low] + reach ? low : -1;
  }

  function number(value, decimals) {
    if (!isFinite(value)) { return '\u2013'; }
    return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace('-', '\u2212');
  }

  function rows(figure, x) {
    var stacked = figure.data.some(function (trace) { return trace.stackgroup; });
    var found = figure.data.filter(function (trace) { return !trace.meta.band; }).map(function (trace) {
      var where = index(trace, x);
      return { trace: trace, value: where < 0 ? NaN : trace.y[where], extent: where < 0 ? null : extent(figure, trace, trace.x[where]) };
    }).filter(function (row) { return isFinite(row.value) && !(stacked && row.value === 0); });
    if (stacked) { return found.reverse(); }
    return found.sort(function (a, b) { return b.value - a.value; });
  }

  /* Least and most of the bucket that starts then, read off the rings of a line's band: tops, then bottoms back. */
  function extent(figure, trace, start) {
    var band = figure.data.find(function (each) { return each.meta.band === trace.meta.key; });
    if (!band) { return null; }
    for (var first = 0; first < band.x.length; first += 1) {
      var end = first;
      while (end < band.x.length && isFinite(band.x[end])) { end += 1; }
      var half = (end - first) / 2;
      for (var n = 0; n < half; n += 2) {
        if (band.x[first + n] === start) { return [band.y[end - 1 - n], band.y[first + n]]; }
      }
      first = end;
    }
    return null;
  }

  function line(parent, color, name, words) {
    var row = document.createElement('p'), swatch = document.createElement('i'), value = document.createElement('b');
    swatch.style.background = window.ercot.coloured(color);
    value.textContent = words;
    row.append(swatch, name, value);
    parent.appendChild(row);
  }

  function gapWords(figure, x) {
    var gap = figure.layout.meta.gaps.find(function (each) { return each[0] <= x && x < each[1]; });
    var clock = window.ercot.time.clock;
    return gap ? 'No data ' + clock(gap[0]) + '\u2013' + clock(gap[1]) + '.' : 'No data.';
  }

  /* What the numbers are in, how old they are, and where they lead; of what lies ahead there is no age. */
  function footing(tip, figure, end) {
    var foot = document.createElement('small'), words = [figure.data[figure.data.length - 1].meta.unit];
    var age = window.ercot.central.age(window.ercot.now() - end);
    if (age) { words.push(age); }
    words.push('source \u2197');
    foot.textContent = words.join(' \u00B7 ');
    tip.appendChild(foot);
  }

  function tell(plot, figure, x, left, width) {
    var tip = made(plot, 'tip'), found = rows(figure, x);
    tip.textContent = '';
    var when = document.createElement('time');
    var first = found.length ? found[0].trace : figure.data.find(function (trace) { return !trace.meta.band; });
    if (!first) { return; }
    var start = found.length ? first.x[index(first, x)] : x;
    when.textContent = window.ercot.time.interval(start, first.meta.interval) + ' \u00B7 ' + window.ercot.time.elsewhere(start);
    if (found.some(function (row) { return row.extent; })) { when.textContent += ' \u00B7 mean (least to most)'; }
    tip.appendChild(when);
    if (found.length && found[0].trace.stackgroup) {
      line(tip, 'transparent', 'Together', number(found.reduce(function (sum, row) { return sum + row.value; }, 0), 0));
    }
    found.forEach(function (row) {
      var decimals = row.trace.meta.decimals, words = number(row.value, decimals);
      if (row.extent) { words += ' (' + number(row.extent[0], decimals) + ' to ' + number(row.extent[1], decimals) + ')'; }
      line(tip, row.trace.meta.color, row.trace.name, words);
    });
    if (!found.length) { tip.append(gapWords(figure, x)); } else { footing(tip, figure, start + first.meta.interval); }
    place(tip, left, width);
  }

  function place(tip, left, width) {
    var side = left > width / 2 ? left - tip.offsetWidth - 12 : left + 12;
    tip.style.transform = 'translateX(' + Math.max(0, Math.min(side, width - tip.offsetWidth)) + 'px)';
    tip.classList.add('on');
  }

  /* What has no time along it is no place for the cursor: such a chart has a hover of its own. */
  function overTime(plot) {
    var state = window.ercot.cards[plot.dataset.card];
    return Boolean(state && state.figure && !state.figure.layout.meta.across);
  }

  function paint() {
    frame = 0;
    document.querySelectorAll('.plot').forEach(function (plot) {
      if (!overTime(plot)) { return; }
      var graph = plot.querySelector('.js-plotly-plot'), state = window.ercot.cards[plot.dataset.card];
      var axis = graph && graph._fullLayout && graph._fullLayout.xaxis, hair = made(plot, 'cross');
      var inside = state && axis && at !== null && at >= axis.range[0] && at <= axis.range[1];
      hair.classList.toggle('on', Boolean(inside));
      if (!inside) { made(plot, 'tip').classList.remove('on'); return; }
      var left = axis._offset + axis.d2p(at), upright = graph._fullLayout.yaxis;
      hair.style.top = upright._offset + 'px';
      hair.style.height = upright._length + 'px';
      hair.style.transform = 'translateX(' + left + 'px)';
      if (plot === under) { tell(plot, state.figure, at, left, plot.clientWidth); } else { made(plot, 'tip').classList.remove('on'); }
    });
  }

  function schedule() { if (!frame) { frame = window.requestAnimationFrame(paint); } }

  function follow(event) {
    var plot = event.target.closest && event.target.closest('.plot');
    var graph = plot && plot.querySelector('.js-plotly-plot'), axis = graph && graph._fullLayout && graph._fullLayout.xaxis;
    if (!axis || !overTime(plot)) { leave(); return; }
    var offset = event.clientX - plot.getBoundingClientRect().left - axis._offset;
    under = plot;
    at = offset < 0 || offset > axis._length ? null : axis.p2d(offset);
    schedule();
  }

  function leave() {
    if (at === null) { return; }
    at = null;
    under = null;
    schedule();
  }

  /* Where the keys have moved the cursor to. */
  function stand(plot, x) {
    at = x;
    under = plot;
    schedule();
  }

  window.ercot = Object.assign(window.ercot || {}, {
    tip: { made: made, number: number, line: line, place: place },
    cursor: { index: index, stand: stand }
  });
  document.addEventListener('pointermove', follow, { passive: true });
  document.addEventListener('pointerdown', follow, { passive: true });
  /* A finger that is lifted leaves what it asked for on the screen. */
  document.documentElement.addEventListener('pointerleave', function (event) { if (event.pointerType !== 'touch') { leave(); } });
  document.addEventListener('focusout', function (event) { if (event.target === under) { leave(); } });
})();
