/* Papers: any number that carries its citation opens the drawer; points of charts do so by click, or arrows and Enter. */
(function () {
  'use strict';
  var CALM = 300, MOVED = 4, LABEL = 10;
  var trail = [], opener = null, asking = 0, question = 0, press = null, waiting = 0;

  function drawer() { return document.getElementById('papers'); }
  function phone() { return window.matchMedia('(max-width: 767px)').matches; }
  function state(word) { drawer().dataset.state = word; }

  function ask(cited) {
    asking = question += 1;
    state('asking');
    document.getElementById('papers-back').hidden = trail.length < 2;
    window.dash_clientside.set_props('papers-ask', { data: { cited: cited, number: asking } });
  }

  function open(cited, from) {
    var sheet = drawer();
    if (!sheet.open) {
      opener = from;
      trail = [];
      if (phone()) { sheet.showModal(); } else { sheet.show(); }
    } else if (!sheet.contains(from)) {
      opener = from;
      trail = [];
    }
    trail.push(cited);
    ask(cited);
    document.getElementById('papers-title').focus({ preventScroll: true });
  }

  function back() {
    trail.pop();
    if (trail.length) { ask(trail[trail.length - 1]); }
    document.getElementById('papers-title').focus({ preventScroll: true });
  }

  /* On the darkened page around a phone's sheet, which counts as the sheet itself. */
  function outside(event, sheet) { return event.clientY < sheet.getBoundingClientRect().top; }

  function close() { if (drawer().open) { drawer().close(); } }

  /* A refresh may have replaced what opened the drawer; then its like takes the focus. */
  function closed() {
    var cited = trail[0], home = opener;
    opener = null;
    trail = [];
    asking = 0;
    if (home && !home.isConnected) {
      home = Array.prototype.find.call(document.querySelectorAll('main [data-papers]'), function (each) {
        return each.dataset.papers === cited;
      });
    }
    if (home) { home.focus({ preventScroll: true }); }
  }

  /* The answer to the question that was asked last; one to an earlier question leaves the drawer waiting. */
  function told(content, asked) {
    if (asked && asked.number === asking) { state('told'); }
    return window.dash_clientside.no_update;
  }

  function lost(body) {
    if (asking && body.indexOf('"papers-ask"') >= 0) { state('failed'); }
  }
  var plain = window.fetch;
  window.fetch = function (address, options) {
    var body = options && typeof options.body === 'string' ? options.body : '';
    return plain.apply(this, arguments).then(
      function (response) {
        if (response.status >= 400) { lost(body); }
        return response;
      },
      function (failure) {
        lost(body);
        throw failure;
      }
    );
  };

  /* Points of charts over time: the series' own, not those of the bands beside them. */
  function chartOf(plot) {
    var graph = plot.querySelector('.js-plotly-plot'), held = window.ercot.cards[plot.dataset.card];
    var whole = graph && graph._fullLayout;
    if (!held || !held.figure || held.figure.layout.meta.across || !whole || !whole.xaxis) { return null; }
    var series = held.figure.data.filter(function (trace) { return !trace.meta.band; });
    return { data: series.concat(thresholds(held.figure.layout.meta)), x: whole.xaxis, y: whole.yaxis };
  }

  /* A threshold is a line of one long interval, so that it is found and chosen as others are; it cites its rule. */
  function thresholds(meta) {
    return (meta.thresholds || []).map(function (mark) {
      return {
        name: mark.name + ' threshold', x: [mark.from, mark.to], y: [mark.y, mark.y], line: { shape: 'hv' },
        meta: { key: 'threshold ' + mark.name, closing: 1, interval: mark.to - mark.from, unit: mark.unit, decimals: 0, rule: mark.cites }
      };
    });
  }

  function size(trace) { return trace.x.length - trace.meta.closing; }

  /* The point of a trace whose interval an instant lies in; -1 in gaps. */
  function place(trace, at) {
    var where = Math.min(window.ercot.cursor.index(trace, at), size(trace) - 1);
    return where >= 0 && isFinite(trace.y[where]) ? where : -1;
  }

  /* What is drawn at an instant: each trace with the height where it is seen, bands of a stack with their edges. */
  function drawn(chart, at) {
    var floor = { generation: 0, charging: 0 };
    return chart.data.map(function (trace) {
      var where = place(trace, at);
      if (where < 0) { return null; }
      var value = trace.y[where], edge = value;
      if (trace.stackgroup) {
        if (value === 0) { return null; }
        edge = floor[trace.stackgroup] += value;
      }
      return { trace: trace, where: where, from: trace.stackgroup ? edge - value : edge, to: edge };
    }).filter(Boolean);
  }

  function nearest(chart, at, height) {
    var best = null, least = Infinity;
    drawn(chart, at).forEach(function (each) {
      var low = Math.min(each.from, each.to), high = Math.max(each.from, each.to);
      var far = height < low ? low - height : height > high ? height - high : 0;
      if (far < least) { least = far; best = each; }
    });
    return best;
  }

  /* The nearest of the labels right of a plot that cite something, at a height as a part of the plot's. */
  function labelAt(plot, height) {
    var graph = plot.querySelector('.js-plotly-plot'), best = null, least = LABEL / graph._fullLayout.yaxis._length;
    graph.layout.annotations.forEach(function (each) {
      var far = Math.abs(1 - each.y - height);
      if (each.cites && far <= least) { least = far; best = each; }
    });
    return best;
  }

  function citation(point) {
    if (point.trace.meta.rule) { return JSON.stringify(point.trace.meta.rule); }
    var start = Math.round(point.trace.x[point.where] * 1000);
    var of = point.trace.meta.cites.map(function (each) { return Object.assign({}, each, { start: start }); });
    return JSON.stringify({ rule: of.length > 1 ? 'less' : 'value', of: of });
  }

  /* Heat maps and duration curves have no time along them, and know themselves what their places cite. */
  function acrossOf(plot) {
    var held = window.ercot.cards[plot.dataset.card];
    return held && held.figure ? held.figure.layout.meta.across : '';
  }

  function clickedAcross(plot, x, y) {
    if (acrossOf(plot) === 'days') {
      var cell = window.ercot.heatMap.cellAt(plot, x, y);
      return cell && window.ercot.heatMap.citation(plot, cell);
    }
    var curves = window.ercot.durations, at = curves.shareAt(plot, x);
    return at === null ? null : curves.citation(plot, at, curves.nearest(plot, at, y));
  }

  function clicked(plot, x, y) {
    if (acrossOf(plot)) {
      var cited = clickedAcross(plot, x, y);
      if (cited) { open(JSON.stringify(cited), plot); }
      return;
    }
    var chart = chartOf(plot), box = plot.getBoundingClientRect();
    if (!chart) { return; }
    var left = x - box.left - chart.x._offset, top = y - box.top - chart.y._offset;
    var label = left > chart.x._length && labelAt(plot, top / chart.y._length);
    if (label) { open(JSON.stringify(label.cites), plot); return; }
    if (left < 0 || top < 0 || left > chart.x._length || top > chart.y._length) { return; }
    var point = nearest(chart, chart.x.p2d(left), chart.y.p2d(top));
    if (point) { open(citation(point), plot); }
  }

  /* A click is a press that stays where it is and is not the first of two. */
  document.addEventListener('pointerdown', function (event) {
    window.clearTimeout(waiting);
    var plot = event.button === 0 && event.target.closest('.plot');
    press = plot && !(press && event.timeStamp - press.at < CALM) ? { plot: plot, x: event.clientX, y: event.clientY, at: event.timeStamp } : null;
  }, true);
  document.addEventListener('pointerup', function (event) {
    var was = press;
    if (!was || Math.hypot(event.clientX - was.x, event.clientY - was.y) > MOVED) { return; }
    waiting = window.setTimeout(function () { clicked(was.plot, was.x, was.y); }, CALM);
  }, true);

  /* By keys: left and right step the cursor, up and down choose a line. */
  var stand = { plot: null, key: null, at: null };

  function tell(point) {
    var meta = point.trace.meta, words = window.ercot.tip.number(point.trace.y[point.where], meta.decimals);
    var when = meta.rule ? '' : ', ' + window.ercot.time.interval(point.trace.x[point.where], meta.interval);
    document.getElementById('cursor-words').textContent = point.trace.name + ' ' + words + ' ' + meta.unit + when;
  }

  function standing(chart) {
    return drawn(chart, stand.at).find(function (each) { return each.trace.meta.key === stand.key; });
  }

  function begin(plot, chart) {
    var measured = chart.data.filter(function (trace) { return size(trace) > 0 && !trace.meta.forecast && !trace.meta.rule; });
    var trace = measured[measured.length - 1] || chart.data[0];
    stand = { plot: plot, key: trace.meta.key, at: trace.x[size(trace) - 1] };
  }

  function step(chart, way) {
    /* On a threshold the steps are those of a line that has some. */
    var trace = chart.data.find(function (each) { return each.meta.key === stand.key && !each.meta.rule; }) || chart.data[0];
    var where = place(trace, stand.at), next = where < 0 ? -1 : where + way;
    while (next >= 0 && next < size(trace) && !isFinite(trace.y[next])) { next += way; }
    if (next >= 0 && next < size(trace)) { stand.at = trace.x[next]; }
  }

  function choose(chart, way) {
    var there = drawn(chart, stand.at).sort(function (one, other) { return one.to - other.to; });
    var now = there.findIndex(function (each) { return each.trace.meta.key === stand.key; });
    var next = there[Math.max(0, Math.min(there.length - 1, now + way))];
    if (next) { stand.key = next.trace.meta.key; }
  }

  function within(value, least, most) { return Math.max(least, Math.min(most, value)); }

  /* On a heat map arrows move by a cell, on duration curves along the share of time and from one curve to the next. */
  function onAcross(event, plot) {
    var map = acrossOf(plot) === 'days' ? window.ercot.heatMap : null, curves = window.ercot.durations;
    var chart = (map || curves).drawn(plot), fresh = stand.plot !== plot;
    if (!chart) { return; }
    if (fresh) { stand = { plot: plot, column: chart.columns - 1, row: 12, lower: false, share: 50, curve: chart.figure.data.length - 1 }; }
    if (event.key === 'Enter') {
      var cited = map ? map.citation(plot, stand) : curves.citation(plot, stand.share, stand.curve);
      event.preventDefault();
      if (cited) { open(JSON.stringify(cited), plot); }
      return;
    }
    var move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!move) { return; }
    event.preventDefault();
    if (!fresh && map) {
      stand.column = within(stand.column + move[0], 0, chart.columns - 1);
      stand.row = within(stand.row + move[1], 0, 23);
    }
    if (!fresh && !map) {
      stand.share = within(stand.share + move[0], 0, 100);
      stand.curve = within(stand.curve + move[1], 0, chart.figure.data.length - 1);
    }
    document.getElementById('cursor-words').textContent = map ? map.point(plot, stand) : curves.point(plot, stand.share);
  }

  function onChart(event, plot) {
    if (acrossOf(plot)) { onAcross(event, plot); return; }
    var chart = chartOf(plot), fresh = stand.plot !== plot;
    if (!chart || !chart.data.length) { return; }
    if (fresh || !chart.data.some(function (each) { return each.meta.key === stand.key; })) { begin(plot, chart); }
    if (event.key === 'Enter') {
      var point = standing(chart);
      if (point) { event.preventDefault(); open(citation(point), plot); }
      return;
    }
    var across = { ArrowLeft: -1, ArrowRight: 1 }[event.key], upright = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!across && !upright) { return; }
    event.preventDefault();
    if (!fresh && across) { step(chart, across); }
    if (!fresh && upright) { choose(chart, upright); }
    window.ercot.cursor.stand(plot, stand.at);
    var seen = standing(chart);
    if (seen) { tell(seen); }
  }

  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === 'Escape' && drawer().open && !document.querySelector('dialog:modal:not(#papers)')) {
      event.preventDefault();
      close();
      return;
    }
    if (event.target.classList && event.target.classList.contains('plot')) { onChart(event, event.target); return; }
    var number = event.target.closest && event.target.closest('[role="button"][data-papers]');
    if (number && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      open(number.dataset.papers, number);
    }
  });

  document.addEventListener('click', function (event) {
    var sheet = drawer();
    if (event.target.closest('#papers-close') || (event.target === sheet && outside(event, sheet))) { close(); return; }
    if (event.target.closest('#papers-back')) { back(); return; }
    var again = sheet.contains(event.target) && event.target.closest('[data-ask], [data-papers="again"]');
    if (again) { ask(trail[trail.length - 1]); return; }
    var number = event.target.closest('[data-papers]');
    if (number) { open(number.dataset.papers, number); }
  });

  document.addEventListener('close', function (event) { if (event.target === drawer()) { closed(); } }, true);

  window.dash_clientside = Object.assign({}, window.dash_clientside, { papers: { told: told } });
})();
