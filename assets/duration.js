/* Duration curves: an axis of shares of time, and what the pointer's share says of each curve. */
(function () {
  'use strict';

  function ticks(start, end, wanted) {
    var span = end - start;
    var step = [1, 2, 5, 10, 25, 50].find(function (each) { return span / each <= Math.max(wanted, 4); }) || 50;
    var values = [], words = [];
    for (var at = Math.ceil(start / step) * step; at <= end; at += step) {
      values.push(at);
      words.push(at + step > end ? at + ' %' : String(at));
    }
    return { values: values, words: words };
  }

  /* The point whose value holds at a share of time: the first that reaches it. */
  function holding(trace, share) {
    var low = 1, high = trace.x.length - 1;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (trace.x[middle] >= share) { high = middle; } else { low = middle + 1; }
    }
    return low;
  }

  function share(value) {
    var shown = value > 0 && value < 1 ? 2 : 1;
    return window.ercot.tip.number(value, shown) + ' %';
  }

  function tell(plot, figure, at) {
    var tip = window.ercot.tip.made(plot, 'tip'), head = document.createElement('time');
    tip.textContent = '';
    /* One curve says a sentence; of several the head says what their rows have in common. */
    var several = figure.data.length > 1;
    var combined = figure.data.some(function (trace) { return trace.meta.combined; });
    head.textContent = (combined ? 'Buckets' : 'Intervals') + ' at or above';
    if (several) { tip.appendChild(head); }
    var rows = figure.data.map(function (trace) {
      var n = holding(trace, at);
      return { trace: trace, value: trace.y[n], share: trace.x[n] };
    }).sort(function (a, b) { return b.value - a.value; });
    rows.forEach(function (row) {
      var what = row.trace.meta.combined ? ' of buckets' : ' of intervals', value = window.ercot.tip.number(row.value, row.trace.meta.decimals);
      var words = several ? value + ' for ' + share(row.share) : 'at or above ' + value + ' for ' + share(row.share) + what;
      window.ercot.tip.line(tip, row.trace.meta.color, row.trace.name, words);
    });
    return tip;
  }

  /* The chart's curves and axes, where it is drawn. */
  function drawn(plot) {
    var state = window.ercot.cards[plot.dataset.card], figure = state && state.figure;
    var graph = plot.querySelector('.js-plotly-plot'), full = graph && graph._fullLayout;
    if (!figure || figure.layout.meta.across !== 'share' || !figure.data.length || !full || !full.xaxis) { return null; }
    return { figure: figure, across: full.xaxis, upright: full.yaxis };
  }

  /* The hairline at a share of time, and what each curve says there. */
  function point(plot, at) {
    var chart = drawn(plot), hair = window.ercot.tip.made(plot, 'cross'), left = chart.across._offset + chart.across.d2p(at);
    hair.style.top = chart.upright._offset + 'px';
    hair.style.height = chart.upright._length + 'px';
    hair.style.transform = 'translateX(' + left + 'px)';
    hair.classList.add('on');
    var tip = tell(plot, chart.figure, at);
    window.ercot.tip.place(tip, left, plot.clientWidth);
    return tip.textContent;
  }

  /* The share of time under a place of the screen; null beside the plot. */
  function shareAt(plot, clientX) {
    var chart = drawn(plot), offset = chart ? clientX - plot.getBoundingClientRect().left - chart.across._offset : -1;
    return !chart || offset < 0 || offset > chart.across._length ? null : chart.across.p2d(offset);
  }

  /* The curve that is nearest to a place of the screen at a share. */
  function nearest(plot, at, clientY) {
    var chart = drawn(plot), height = chart.upright.p2d(clientY - plot.getBoundingClientRect().top - chart.upright._offset);
    var far = chart.figure.data.map(function (trace) { return Math.abs(trace.y[holding(trace, at)] - height); });
    return far.indexOf(Math.min.apply(null, far));
  }

  /* What a curve cites at a share: the first interval that has the value which holds there. */
  function citation(plot, at, curve) {
    var trace = drawn(plot).figure.data[curve], n = holding(trace, at);
    var start = Math.round(window.ercot.floats(trace.meta.starts)[n] * 1000);
    var of = trace.meta.cites.map(function (cite) { return Object.assign({}, cite, { start: start }); });
    return { rule: of.length > 1 ? 'less' : 'value', of: of };
  }

  function leave(plot) {
    window.ercot.tip.made(plot, 'tip').classList.remove('on');
    window.ercot.tip.made(plot, 'cross').classList.remove('on');
  }

  function follow(event) {
    var under = event.target.closest && event.target.closest('.plot');
    document.querySelectorAll('.plot').forEach(function (plot) {
      var state = window.ercot.cards[plot.dataset.card], figure = state && state.figure;
      if (!figure || figure.layout.meta.across !== 'share') { return; }
      var at = plot === under ? shareAt(plot, event.clientX) : null;
      if (at === null) { leave(plot); } else { point(plot, at); }
    });
  }

  document.addEventListener('pointermove', follow, { passive: true });
  document.addEventListener('pointerdown', follow, { passive: true });
  /* A finger that is lifted leaves what it asked for on the screen. */
  document.documentElement.addEventListener('pointerleave', function (event) {
    if (event.pointerType !== 'touch') { follow({ target: {} }); }
  });

  window.ercot = Object.assign(window.ercot || {}, {
    durations: { shareAt: shareAt, nearest: nearest, point: point, citation: citation, drawn: drawn, holding: holding },
    ticks: Object.assign({ share: ticks }, (window.ercot || {}).ticks)
  });
})();
