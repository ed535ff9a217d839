/* Paper: charts in black, their lines told apart by weight and dash, under a head that says where, when and what. */
(function () {
  'use strict';
  /* Dotted is day-ahead and short dashes are forecasts: solid lines get patterns that are neither. */
  var STROKES = [
    { color: '#000000', width: 2.6 }, { color: '#000000', width: 1.1 }, { color: '#7A7A7A', width: 2.6 },
    { color: '#000000', width: 1.4, dash: '12px,3px' }, { color: '#7A7A7A', width: 1.4, dash: '18px,3px,3px,3px' },
    { color: '#444444', width: 2.6, dash: '12px,3px' }, { color: '#000000', width: 1.4, dash: '8px,2px,2px,2px,2px,2px' },
    { color: '#9A9A9A', width: 3.4 }
  ];
  var INK = '#000000';
  var SHEET = { width: 720, height: 230 };
  var printing = false;

  function head() {
    var found = document.querySelector('.print-head');
    if (!found) {
      found = document.createElement('div');
      found.className = 'print-head';
      document.body.insertBefore(found, document.body.firstChild);
    }
    return found;
  }

  function written(parent, tag, name, words) {
    var made = document.createElement(tag);
    made.className = name;
    made.textContent = words;
    parent.appendChild(made);
  }

  function say() {
    var box = head(), time = window.ercot.time, now = window.ercot.now();
    box.textContent = '';
    written(box, 'strong', '', document.title.replace(/^SIMULATED \u00B7 /, ''));
    written(box, 'span', '', 'Printed ' + time.is().fullDay(now) + ' ' + time.clock(now, true) + ' ' + time.letters(now));
    if (document.documentElement.dataset.origin === 'simulated') { written(box, 'b', '', 'SIMULATED'); }
    written(box, 'span', 'print-address', window.location.href);
  }

  function inked(trace, order) {
    var line = Object.assign({}, trace.line), copy = Object.assign({}, trace);
    if (trace.stackgroup) { return Object.assign(copy, { line: Object.assign(line, { color: '#FFFFFF', width: 1.5 }) }); }
    if (trace.mode === 'markers') { return Object.assign(copy, { marker: Object.assign({}, trace.marker, { color: INK }) }); }
    if (!trace.meta) { return copy; }
    if (trace.meta.band) { return Object.assign(copy, { line: Object.assign(line, { color: '#CCCCCC' }), fillcolor: '#CCCCCC' }); }
    var stroke = STROKES[order % STROKES.length];
    copy.line = Object.assign(line, { color: stroke.color }, line.dash ? { width: Math.max(1.4, line.width || 1) } : stroke);
    return copy;
  }

  /* Where several lines end close together, a key below says which stroke is whose. */
  function keyed(data, layout) {
    data.forEach(function (trace) { trace.showlegend = Boolean(trace.meta && !trace.meta.band && !trace.stackgroup); });
    layout.showlegend = true;
    layout.legend = { orientation: 'h', x: 0, y: -0.16, yanchor: 'top', font: { color: INK }, itemwidth: 40 };
    layout.margin = Object.assign({}, layout.margin, { b: layout.margin.b + 36 });
  }

  /* A series and its forecast keep one weight: only solid lines count. */
  function paper(figure) {
    var order = 0;
    var data = figure.data.map(function (trace) {
      var made = inked(trace, order);
      if (trace.meta && !trace.meta.band && !trace.stackgroup && trace.line && !trace.line.dash) { order += 1; }
      return made;
    });
    var layout = Object.assign({}, figure.layout, {
      annotations: (figure.layout.annotations || []).map(function (note) {
        var inside = figure.data.some(function (trace) { return trace.stackgroup; }) && note.xref === 'x' && note.yref === 'y';
        return Object.assign({}, note, { font: Object.assign({}, note.font, inside ? {} : { color: INK }) });
      }),
      shapes: (figure.layout.shapes || []).map(function (shape) {
        return Object.assign({}, shape, shape.line && shape.line.width ? { line: Object.assign({}, shape.line, { color: '#444444' }) } : {});
      })
    });
    if (order > 2) { keyed(data, layout); }
    return { data: data, layout: layout };
  }

  function each(make) {
    document.querySelectorAll('.plot').forEach(function (plot) {
      var graph = plot.querySelector('.js-plotly-plot'), dressed = window.ercot.dressed(plot.dataset.card, printing ? SHEET : null);
      if (!graph || !dressed || !graph.calcdata) { return; }
      var figure = make(dressed);
      if (printing) { Object.assign(figure.layout, SHEET, { autosize: false }); }
      window.Plotly.react(graph, figure.data, figure.layout, graph._context);
      scale(plot);
    });
  }

  /* On paper charts have one size of their own and are scaled to a width that nobody knows yet. */
  function scale(plot) {
    plot.querySelectorAll('.main-svg').forEach(function (layer) {
      if (printing) { layer.setAttribute('viewBox', '0 0 ' + SHEET.width + ' ' + SHEET.height); } else { layer.removeAttribute('viewBox'); }
    });
  }

  function before() {
    if (printing) { return; }
    printing = true;
    say();
    var theme = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = 'light';
    document.documentElement.dataset.printed = theme;
    each(function (figure) { return paper(figure); });
  }

  function after() {
    if (!printing) { return; }
    printing = false;
    document.documentElement.dataset.theme = document.documentElement.dataset.printed;
    delete document.documentElement.dataset.printed;
    each(function (figure) { return figure; });
  }

  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
  window.matchMedia('print').addEventListener('change', function (event) { if (event.matches) { before(); } else { after(); } });
})();
