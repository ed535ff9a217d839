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

  function leave(plot) {
    window.ercot.tip.made(plot, 'tip').classList.remove('on');
    window.ercot.tip.made(plot, 'cross').classList.remove('on');
  }

  function follow(event) {
    var under = event.target.closest && event.target.closest('.plot');
    document.querySelectorAll('.plot').forEach(function (plot) {
      var state = window.ercot.cards[plot.dataset.card], figure = state && state.figure;
      if (!figure || figure.layout.meta.across !== 'share') { return; }
      var graph = plot.querySelector('.js-plotly-plot'), full = graph && graph._fullLayout;
      if (plot !== under || !full || !full.xaxis || !figure.data.length) { leave(plot); return; }
      var across = full.xaxis, upright = full.yaxis;
      var offset = event.clientX - plot.getBoundingClientRect().left - across._offset;
      if (offset < 0 || offset > across._length) { leave(plot); return; }
      var hair = window.ercot.tip.made(plot, 'cross'), left = across._offset + offset;
      hair.style.top = upright._offset + 'px';
      hair.style.height = upright._length + 'px';
      hair.style.transform = 'translateX(' + left + 'px)';
      hair.classList.add('on');
      window.ercot.tip.place(tell(plot, figure, across.p2d(offset)), left, plot.clientWidth);
    });
  }

  document.addEventListener('pointermove', follow, { passive: true });
  document.addEventListener('pointerdown', follow, { passive: true });
  /* A finger that is lifted leaves what it asked for on the screen. */
  document.documentElement.addEventListener('pointerleave', function (event) {
    if (event.pointerType !== 'touch') { follow({ target: {} }); }
  });

  window.ercot = Object.assign(window.ercot || {}, { ticks: Object.assign({ share: ticks }, (window.ercot || {}).ticks) });
})();
