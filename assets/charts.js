/* Charts: figures held here, grown by what is new, dressed in the theme, and drawn. */
(function () {
  'use strict';
  var cards = {};          // card -> { figure, view: zoomed range or null, full: whole scale shown, grown: points added }
  var CONFIG = { displayModeBar: false, doubleClick: false, showTips: false };
  var graphs = [];         // elements that hold a drawing
  var waiting = [];        // cards out of view that are still to be drawn
  var BUSY = 80;            // milliseconds of drawing in one go

  function floats(packed) {
    var raw = atob(packed.bdata), bytes = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i += 1) { bytes[i] = raw.charCodeAt(i); }
    return new Float64Array(bytes.buffer);
  }

  function joined(held, count, more) {
    var all = new Float64Array(count + more.length);
    all.set(held.subarray(0, count));
    all.set(more, count);
    return all;
  }

  /* A trace that is not made of points along an axis comes whole. */
  function unpacked(trace) {
    var copy = {};
    Object.keys(trace).forEach(function (name) {
      copy[name] = trace[name] && trace[name].bdata ? floats(trace[name]) : trace[name];
    });
    return copy;
  }

  /* One trace with its points: those held in front, those sent behind. Null when what is held does not reach. */
  function grown(trace, before) {
    if (!trace.x) { return unpacked(trace); }
    var from = trace.meta.from, x = floats(trace.x), y = floats(trace.y);
    if (from && (!before || before.x.length - before.meta.closing < from)) { return null; }
    return Object.assign({}, trace, {
      x: from ? joined(before.x, from, x) : x,
      y: from ? joined(before.y, from, y) : y
    });
  }

  function keep(card, sent) {
    var before = cards[card] || { view: null, full: false };
    var old = {}, added = 0;
    if (before.figure) { before.figure.data.forEach(function (trace) { old[trace.meta.key] = trace; }); }
    var data = sent.data.map(function (trace) {
      var now = grown(trace, old[trace.meta.key]);
      if (now && trace.meta.from && !trace.meta.forecast) {
        added = Math.max(added, now.x.length - now.meta.closing - trace.meta.from);
      }
      return now;
    });
    if (data.indexOf(null) >= 0) { return false; }
    if (before.figure && before.figure.layout.meta.view !== sent.layout.meta.view) { before.view = null; before.full = false; }
    cards[card] = Object.assign(before, { figure: { data: data, layout: still(before.figure, sent.layout) }, grown: added });
    return true;
  }

  /* The value axis moves only when a value leaves it; a new day or a changed unit starts afresh. */
  function still(before, layout) {
    var same = before && before.layout.meta.unit === layout.meta.unit && before.layout.meta.view === layout.meta.view;
    if (!same || layout.meta.across === 'days' || !before.data.length) { return layout; }
    var was = before.layout.yaxis, is = layout.yaxis, clipped = before.layout.meta.full || layout.meta.full;
    var inside = was.range[0] <= is.range[0] && was.range[1] >= is.range[1];
    var roomy = was.range[1] - was.range[0] < 1.6 * (is.range[1] - is.range[0]);
    return inside && roomy && !clipped ? Object.assign({}, layout, { yaxis: was }) : layout;
  }

  /* Merge an answer's figures and draw them; true when all fitted what is held. */
  function take(answer) {
    var figures = answer.figures || {};
    if (answer.marks) { window.ercot.marks.take(answer.marks); }
    Object.keys(cards).forEach(function (card) { cards[card].grown = 0; });
    var fitted = Object.keys(figures).every(function (card) { return keep(card, figures[card]); });
    if (fitted) { paintAll(false); }
    return fitted;
  }

  var ruler = document.createElement('canvas').getContext('2d');
  function textWidth(words, weight) {
    ruler.font = (weight || 450) + ' ' + fontSize() + 'px Inter';
    return ruler.measureText(words).width;
  }
  function fontSize() { return parseFloat(getComputedStyle(document.documentElement).fontSize) * 11 / 16; }

  function lineHeight() { return fontSize() * 14 / 11; }

  function endWidth(end) { return textWidth(end.name + ' ') + textWidth(end.value || '', 620); }

  /* Heights at which labels do not overlap, as near as they can be to where they belong. */
  function spread(places, room) {
    var order = places.map(function (_, n) { return n; }).sort(function (a, b) { return places[a] - places[b]; });
    var placed = places.slice(), last = -Infinity, line = lineHeight();
    order.forEach(function (n) { placed[n] = last = Math.max(Math.min(placed[n], room), last + line); });
    var next = Infinity;
    order.slice().reverse().forEach(function (n) { placed[n] = next = Math.min(placed[n], room, next - line); });
    return placed;
  }

  function label(text, more) {
    return Object.assign({ text: text, showarrow: false, xref: 'x', yref: 'y' }, more);
  }

  /* On a phone a label that another line's colour stands for goes without. */
  function endsOf(meta) {
    return window.innerWidth < 700 ? meta.ends.filter(function (end) { return !end.minor; }) : meta.ends;
  }

  function ends(meta, axis, height) {
    var span = axis.range[1] - axis.range[0];
    var shown = endsOf(meta), places = shown.map(function (end) {
      var value = Math.max(axis.range[0], Math.min(axis.range[1], end.y));
      return (1 - (value - axis.range[0]) / span) * height;
    });
    var placed = spread(places, height);
    /* Name and value are two labels: markup inside one would need an inline style. */
    var notes = [];
    shown.forEach(function (end, n) {
      var place = { xref: 'paper', x: 1, xanchor: 'left', xshift: 5, yref: 'paper', y: 1 - placed[n] / height, yanchor: 'middle', cites: end.cites };
      var strong = { color: end.color, weight: 620 };
      notes.push(label(end.name, Object.assign({}, place, { font: end.strong ? strong : { color: end.color } })));
      if (end.value) {
        notes.push(label(end.value, Object.assign({}, place, { xshift: 5 + textWidth(end.name + ' ', end.strong ? 620 : 450), font: strong })));
      }
    });
    return notes;
  }

  function spikes(meta, axis, range, width) {
    var marks = [], lines = [{ type: 'line', xref: 'paper', x0: 0, x1: 1, y0: axis.range[1], y1: axis.range[1],
      line: { color: '--t3', width: 1, dash: 'dot' } }];
    var taken = [];
    meta.spikes.forEach(function (spike) {
      var at = (spike.x - range[0]) / (range[1] - range[0]) * width;
      var words = '\u25B2 ' + spike.text + ' \u00B7 ' + spike.when, half = textWidth(words) / 2;
      var left = at < half ? at : at > width - half ? at - 2 * half : at - half;
      if (at < 0 || at > width || taken.some(function (other) { return left < other[1] + 6 && other[0] < left + 2 * half + 6; })) { return; }
      taken.push([left, left + 2 * half]);
      marks.push(label(words, {
        x: spike.x, y: axis.range[1], yanchor: 'bottom', yshift: 1, font: { color: spike.color, size: fontSize() - 1 },
        xanchor: at < half ? 'left' : at > width - half ? 'right' : 'center'
      }));
    });
    return { marks: marks, lines: lines };
  }

  function nowLine(range) {
    var now = window.ercot.now();
    if (now <= range[0] || now >= range[1]) { return null; }
    return {
      line: { type: 'line', yref: 'paper', x0: now, x1: now, y0: 0, y1: 1, line: { color: '--line2', width: 1 } },
      word: label('now', { x: now, yref: 'paper', y: 1, yanchor: 'bottom', xanchor: 'center', font: { color: '--t2' } })
    };
  }

  /* A dot where what was measured ends and what is expected begins. */
  function dots(figure) {
    return figure.data.filter(function (trace) { return !trace.meta.forecast && !trace.meta.band; }).map(function (trace) {
      var last = trace.y.length - 1;
      while (last >= 0 && !isFinite(trace.y[last])) { last -= 1; }
      return { type: 'scatter', mode: 'markers', x: [trace.x[last]], y: [trace.y[last]], hoverinfo: 'skip',
        cliponaxis: false, showlegend: false, marker: { size: 6, color: trace.line.color } };
    });
  }

  function decorations(figure, state, axis, range, size) {
    var meta = figure.layout.meta, shapes = [], notes = [];
    meta.gaps.forEach(function (gap) {
      shapes.push({ type: 'line', yref: 'paper', x0: gap[0], x1: gap[1], y0: 0, y1: 0, line: { color: '--t2', width: 2 } });
    });
    (meta.thresholds || []).forEach(function (mark) {
      shapes.push({ type: 'line', x0: mark.from, x1: mark.to, y0: mark.y, y1: mark.y, line: { color: mark.color, width: 1 } });
    });
    if (meta.negative) {
      shapes.push({ type: 'line', xref: 'paper', x0: 0, x1: 1, y0: 0, y1: 0, line: { color: '--t3', width: 1 }, layer: 'below' });
    }
    if (meta.spikes.length && !state.full) {
      var clipped = spikes(meta, axis, range, size.width);
      shapes = shapes.concat(clipped.lines);
      notes = notes.concat(clipped.marks);
    }
    var now = meta.now && nowLine(range);
    if (now) { shapes.push(now.line); notes.push(now.word); }
    (meta.inside || []).forEach(function (mark) {
      notes.push(label(mark.name, Object.assign({ x: mark.x, y: mark.y, font: { color: mark.color } },
        mark.above ? { xanchor: 'left', yanchor: 'bottom', xshift: 2, yshift: 4 } : {})));
      if (mark.above) {
        shapes.push({ type: 'circle', xsizemode: 'pixel', ysizemode: 'pixel', xanchor: mark.x, yanchor: mark.y, x0: -3, x1: 3, y0: -3, y1: 3,
          fillcolor: mark.color, line: { width: 0 } });
      }
    });
    if (meta.below) {
      shapes.push({ type: 'rect', x0: meta.below.from, x1: meta.below.to, y0: axis.range[0], y1: 0, fillcolor: '--accent-wash', line: { width: 0 }, layer: 'below' });
      notes.push(label(meta.below.words, { xref: 'paper', x: 1, xanchor: 'right', xshift: -4, yref: 'paper', y: 1, yanchor: 'top', font: { color: '--below' } }));
    }
    return { shapes: shapes, annotations: notes.concat(ends(meta, axis, size.height)) };
  }

  /* Plotly fills straight across gaps, as if something were known of them: there the filling has to go down to zero. */
  function parted(trace) {
    if (trace.fill !== 'tozeroy' || !trace.y.some(isNaN)) { return [trace]; }
    var x = [], y = [];
    for (var n = 0; n < trace.y.length; n += 1) {
      if (!isNaN(trace.y[n])) { x.push(trace.x[n]); y.push(trace.y[n]); continue; }
      if (n) { x.push(trace.x[n - 1]); y.push(0); }
      if (n + 1 < trace.y.length) { x.push(trace.x[n + 1]); y.push(0); }
    }
    var filling = Object.assign({}, trace, { x: x, y: y, line: Object.assign({}, trace.line, { width: 0 }), meta: Object.assign({}, trace.meta, { band: trace.meta.key }) });
    return [filling, Object.assign({}, trace, { fill: 'none' })];
  }

  function marginOf(card) {
    var state = cards[card], meta = state.figure.layout.meta;
    var axis = state.full && meta.full ? meta.full : state.figure.layout.yaxis;
    return {
      l: Math.ceil(Math.max.apply(null, axis.ticktext.map(function (words) { return textWidth(words); }))) + 16,
      r: Math.ceil(Math.max.apply(null, endsOf(meta).map(endWidth).concat([6]))) + 12
    };
  }

  /* As many of an axis's ticks as have room for their words, zero among them. */
  function roomy(axis, height) {
    var zero = Math.max(0, axis.tickvals.indexOf(0)), every = Math.ceil(axis.tickvals.length * 15 / height);
    function kept(_, n) { return (n - zero) % every === 0; }
    return { values: axis.tickvals.filter(kept), words: axis.ticktext.filter(kept) };
  }

  /* Charts over time that stand under each other share their margins, so that an instant is in one place on all. */
  function sharedMargin(card, box) {
    var margin = marginOf(card);
    if (cards[card].figure.layout.meta.across) { return margin; }
    Object.keys(cards).forEach(function (other) {
      var plot = other !== card && cards[other].figure && !cards[other].figure.layout.meta.across && document.getElementById(other + '-plot');
      if (!plot) { return; }
      var place = plot.getBoundingClientRect(), its = marginOf(other);
      if (Math.abs(place.left - box.left) > 1 || Math.abs(place.width - box.width) > 1) { return; }
      margin = { l: Math.max(margin.l, its.l), r: Math.max(margin.r, its.r) };
    });
    return margin;
  }

  /* The figure as plotly takes it: sizes, ticks, labels and colours for the place it has on this screen. */
  function dressed(card, given) {
    var state = cards[card], figure = state.figure, meta = figure.layout.meta;
    var box = given || document.getElementById(card + '-plot').getBoundingClientRect();
    if (meta.across === 'days') { return window.ercot.coloured(window.ercot.heatMap.dressed(figure, box)); }
    var axis = state.full && meta.full ? meta.full : figure.layout.yaxis;
    var range = state.view || figure.layout.xaxis.range;
    var top = meta.spikes.length || meta.now ? 20 : 10;
    top += window.ercot.marks.room(card);
    var margin = Object.assign(sharedMargin(card, box), { t: top, b: 24 });
    var size = { width: Math.max(40, box.width - margin.l - margin.r), height: Math.max(40, box.height - margin.t - margin.b) };
    var upright = roomy(axis, size.height);
    var wanted = Math.max(2, Math.min(window.innerWidth < 700 ? 4 : 8, size.width / (window.innerWidth < 700 ? 45 : 60)));
    var ticks = (meta.across ? window.ercot.ticks[meta.across] : window.ercot.time.ticks)(range[0], range[1], wanted);
    var layout = Object.assign({
      uirevision: figure.layout.uirevision, margin: margin, paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
      font: { family: 'Inter, sans-serif', size: fontSize(), color: '--t3', weight: 450 },
      hovermode: false, showlegend: false, dragmode: window.matchMedia('(pointer: coarse)').matches ? false : 'zoom',
      xaxis: { type: 'linear', range: range, tickvals: ticks.values, ticktext: ticks.words, showgrid: false, zeroline: false,
        ticks: 'outside', ticklen: 3, tickcolor: '--line2', tickangle: 0, showline: true, linecolor: '--line2' },
      yaxis: { range: axis.range, tickvals: upright.values, ticktext: upright.words, gridcolor: '--line', zeroline: false,
        fixedrange: true, ticks: '', ticklabelstandoff: 4 }
    }, decorations(figure, state, axis, range, size));
    /* Where nothing is drawn, words stand over the whole. */
    layout.xaxis.visible = layout.yaxis.visible = figure.data.length > 0;
    var data = [].concat.apply([], figure.data.map(parted));
    if (meta.now) { data = data.concat(dots(figure)); }
    return window.ercot.coloured({ data: data, layout: layout });
  }

  /* A card's figure for a box of a size, or for its own place; null where there is none. */
  function shown(card, box) { return cards[card] && cards[card].figure ? dressed(card, box) : null; }

  function afterwards(card) {
    var meta = cards[card].figure.layout.meta, button = document.getElementById(card + '-full');
    document.getElementById(card + '-plot').setAttribute('aria-label', meta.label);
    if (button) {
      button.hidden = !meta.full;
      button.textContent = cards[card].full ? 'stop at ' + meta.stop : 'full scale';
      button.setAttribute('aria-pressed', String(cards[card].full));
    }
    window.ercot.table.again(card);
  }

  function place(card) { return document.getElementById(card + '-chart'); }

  /* What is to be drawn of a card, and where; null where there is nothing. Not while the page lies on paper, where
     sizes are those of the paper. */
  function prepared(card) {
    var state = cards[card], inside = place(card), plot = inside && inside.closest('.plot');
    if (!inside || !state || !state.figure || document.documentElement.dataset.printed) { return null; }
    watch(card, plot);
    afterwards(card);
    var box = plot.getBoundingClientRect();
    /* What is hidden is drawn when it comes to be seen. */
    if (!box.width || !box.height) { return null; }
    plot.dataset.size = sizeOf(box);
    var figure = dressed(card, box);
    Object.assign(figure.layout, { width: box.width, height: box.height });
    return { card: card, inside: inside, figure: figure };
  }

  function put(each) {
    var graph = each.inside.firstElementChild || each.inside.appendChild(document.createElement('div'));
    window.Plotly.react(graph, each.figure.data, each.figure.layout, CONFIG);
    bind(each.card, graph);
  }

  /* All places are looked at before anything is drawn in one: each look after a change lays out the page anew. */
  function paintSome(some) { some.map(prepared).filter(Boolean).forEach(put); }

  function paint(card) { paintSome([card]); }

  function sizeOf(box) { return Math.round(box.width) + 'x' + Math.round(box.height); }

  function inView(card) {
    var box = place(card).getBoundingClientRect();
    return box.bottom > 0 && box.top < window.innerHeight && box.width > 0;
  }

  /* Draw every chart of the page: what is in view at once, then the others in pieces, so that the page answers in
     between; with `seenFirst` not before what is in view is on the screen. */
  function paintAll(seenFirst) {
    document.fonts.load('13px Inter').then(function () {
      forget();
      var here = Object.keys(cards).filter(place), seen = here.filter(inView);
      paintSome(seen);
      var idle = waiting.length === 0;
      waiting = here.filter(function (card) { return seen.indexOf(card) < 0; });
      if (!idle) { return; }
      if (seenFirst) { window.requestAnimationFrame(later); } else { later(); }
    });
  }

  /* As many as fit between two answers to the reader. */
  function later() {
    if (!waiting.length) { return; }
    window.setTimeout(function () {
      var until = performance.now() + BUSY;
      while (waiting.length && performance.now() < until) { paint(waiting.shift()); }
      later();
    }, 0);
  }

  /* What pages that were left had drawn would else stay in memory. */
  function forget() {
    graphs = graphs.filter(function (graph) {
      if (!graph.isConnected) { window.Plotly.purge(graph); }
      return graph.isConnected;
    });
  }

  function zoomed(card, changes) {
    var from = changes['xaxis.range[0]'], to = changes['xaxis.range[1]'];
    if (from === undefined || !cards[card]) { return; }
    var range = cards[card].figure.layout.xaxis.range;
    cards[card].view = [Math.max(from, range[0]), Math.min(to, range[1])];
    paint(card);
  }

  /* Charts come and go with pages: each is bound once. */
  function bind(card, graph) {
    if (graphs.indexOf(graph) >= 0) { return; }
    graphs.push(graph);
    graph.on('plotly_relayout', function (changes) { zoomed(card, changes); });
    graph.on('plotly_afterplot', function () { window.ercot.marks.place(card); });
    graph.on('plotly_doubleclick', function () { cards[card].view = null; paint(card); });
    window.ercot.marks.place(card);
  }

  /* Draw again when its place has another size. */
  function watch(card, plot) {
    if (plot.dataset.watched) { return; }
    plot.dataset.watched = 'yes';
    new ResizeObserver(function () {
      window.clearTimeout(plot.dataset.timer);
      if (sizeOf(plot.getBoundingClientRect()) === plot.dataset.size) { return; }
      plot.dataset.timer = window.setTimeout(function () { paint(card); }, 120);
    }).observe(plot);
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest('.full-scale');
    if (!button) { return; }
    var card = button.id.replace(/-full$/, '');
    cards[card].full = !cards[card].full;
    paint(card);
  });

  function growth() {
    return Object.keys(cards).reduce(function (most, card) { return Math.max(most, cards[card].grown || 0); }, 0);
  }

  window.ercot = Object.assign(window.ercot || {}, { letters: { label: label, width: textWidth, size: fontSize }, cards: cards, dressed: shown, floats: floats, take: take, growth: growth, paintAll: paintAll });
})();
