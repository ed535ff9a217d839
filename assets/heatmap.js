/* Heat maps: cells in steps of colour, the legend of the steps, crossed and split hours, the frame, and the days. */
(function () {
  'use strict';
  var HOUR = 3600000, HOURS = 24, LEGEND = 34;
  var named = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Chicago', year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' });

  var hourOf = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Chicago', hour: '2-digit', hourCycle: 'h23' });

  function fields(ms) {
    var parts = {};
    named.formatToParts(ms).forEach(function (part) { parts[part.type] = part.value; });
    return parts;
  }

  /* Which colour a value has: the number of bounds that it reaches. */
  function step(bounds, value) {
    var n = 0;
    while (n < bounds.length && value >= bounds[n]) { n += 1; }
    return n;
  }

  /* Rows of steps. Where there are more columns than pixels, some are drawn as one: the step farthest from calm. */
  function cells(trace, columns, folded) {
    var rows = [], bounds = trace.meta.bounds, calm = step(bounds, 0);
    for (var hour = 0; hour < HOURS; hour += 1) {
      var row = [];
      for (var column = 0; column < columns; column += 1) {
        var value = trace.z[hour * columns + column], at = Math.floor(column / folded), held = row[at];
        var found = isFinite(value) ? step(bounds, value) : null;
        row[at] = held === undefined || held === null || (found !== null && Math.abs(found - calm) > Math.abs(held - calm)) ? found : held;
      }
      rows.push(row);
    }
    return rows;
  }

  /* A colour scale without transitions: each colour from where its step begins to where it ends. */
  function stairs(colours) {
    return colours.reduce(function (all, color, n) {
      return all.concat([[n / colours.length, color], [(n + 1) / colours.length, color]]);
    }, []);
  }

  /* Columns that carry a date: every so many days, then firsts of months, then of years, as room allows. */
  function dates(meta, wanted) {
    var edges = meta.edges.slice(0, -1), last = null;
    if (edges.length <= wanted * 16) {
      var every = Math.ceil(edges.length / wanted);
      return edges.map(function (edge, n) { return n % every ? null : [n, window.ercot.central.day(edge + 12 * HOUR)]; }).filter(Boolean);
    }
    var days = (meta.edges[edges.length] - meta.edges[0]) / (24 * HOUR), months = days / 30.4 / wanted;
    months = [1, 2, 3, 4, 6, 12].find(function (each) { return each >= months; }) || 12 * Math.ceil(months / 12);
    return edges.map(function (edge, n) {
      var at = new Date(edge + 12 * HOUR), month = at.getUTCFullYear() * 12 + at.getUTCMonth();
      var isNew = last !== null ? month !== last : at.getUTCDate() === 1;
      last = month;
      if (!isNew || month % months) { return null; }
      var local = fields(edge + 12 * HOUR);
      return [n, months >= 12 ? local.year : local.month === 'Jan' ? 'Jan ' + local.year : local.month];
    }).filter(Boolean);
  }

  function box(x0, x1, y0, y1, more) {
    return Object.assign({ type: 'rect', x0: x0, x1: x1, y0: y0, y1: y1, line: { width: 0 } }, more);
  }

  /* The hour that a clock change skips is crossed out; the one that it repeats has its second pass in the lower half. */
  function changes(meta, trace) {
    var shapes = [], pen = { color: '--t2', width: 1 };
    (meta.skipped || []).forEach(function (at) {
      var left = at[0] - 0.5, right = at[0] + 0.5, top = at[1] - 0.5, bottom = at[1] + 0.5;
      shapes.push(box(left, right, top, bottom, { line: pen, fillcolor: '--surface' }));
      shapes.push({ type: 'line', x0: left, x1: right, y0: top, y1: bottom, line: pen });
      shapes.push({ type: 'line', x0: left, x1: right, y0: bottom, y1: top, line: pen });
    });
    (meta.twice || []).forEach(function (at) {
      var color = at[2] === null ? '--surface' : trace.meta.colours[step(trace.meta.bounds, at[2])];
      shapes.push(box(at[0] - 0.5, at[0] + 0.5, at[1], at[1] + 0.5, { fillcolor: color }));
      shapes.push(box(at[0] - 0.5, at[0] + 0.5, at[1] - 0.5, at[1] + 0.5, { line: pen }));
      shapes.push({ type: 'line', x0: at[0] - 0.5, x1: at[0] + 0.5, y0: at[1], y1: at[1], line: pen });
    });
    return shapes;
  }

  /* Steps of colour with the bounds between them, under the days. */
  function legend(trace, size) {
    var scale = window.ercot.letters, count = trace.meta.colours.length, shapes = [], notes = [];
    var words = trace.meta.bounds.map(function (bound) { return window.ercot.tip.number(bound, bound % 1 ? 1 : 0); });
    var widest = Math.max.apply(null, words.map(function (each) { return scale.width(each); }).concat([0])) + 8;
    var wide = Math.min(size.width / count, Math.max(38, widest)), every = Math.ceil(widest / wide);
    trace.meta.colours.forEach(function (color, n) {
      shapes.push({ type: 'rect', xref: 'paper', yref: 'paper', xsizemode: 'pixel', ysizemode: 'pixel', xanchor: 0, yanchor: 0,
        x0: n * wide, x1: (n + 1) * wide, y0: -LEGEND, y1: -LEGEND + 8, fillcolor: color, line: { width: 0 } });
    });
    words.forEach(function (each, n) {
      if (n % every) { return; }
      notes.push(scale.label(each, { xref: 'paper', yref: 'paper', x: 0, y: 0, xanchor: 'center', yanchor: 'top',
        xshift: (n + 1) * wide, yshift: -LEGEND - 1 }));
    });
    if (count * wide + 16 + scale.width('hourly mean') < size.width) {
      notes.push(scale.label('hourly mean', { xref: 'paper', yref: 'paper', x: 0, y: 0, xanchor: 'left', yanchor: 'middle', xshift: count * wide + 10, yshift: -LEGEND + 3 }));
    }
    return { shapes: shapes, notes: notes };
  }

  /* Lines of words above the cells: as many as fit in a line, and no more lines than needed. */
  function heading(meta, width) {
    var words = (meta.notes || []).concat(meta.frame ? [meta.frame.words] : []), lines = [];
    words.forEach(function (each) {
      var line = lines[lines.length - 1];
      var room = line && width - line.reduce(function (sum, other) { return sum + window.ercot.letters.width(other) + 14; }, 0);
      if (line && window.ercot.letters.width(each) < room) { line.push(each); } else { lines.push([each]); }
    });
    return lines.map(function (line) { return line.join(' \u00B7 '); });
  }

  function dressed(figure, place) {
    var meta = figure.layout.meta, columns = meta.edges.length - 1, trace = figure.data[0], scale = window.ercot.letters;
    var left = Math.ceil(scale.width('00:00')) + 14;
    var lines = trace ? heading(meta, place.width - left - 12) : [];
    var margin = { l: left, r: 12, t: 6 + lines.length * 15, b: 24 + LEGEND };
    var size = { width: Math.max(40, place.width - margin.l - margin.r), height: Math.max(40, place.height - margin.t - margin.b) };
    var ticks = dates(meta, window.innerWidth < 700 ? 4 : Math.max(3, Math.min(12, size.width / 56)));
    var shapes = trace ? changes(meta, trace) : [], notes = lines.map(function (words, n) {
      return scale.label(words, { xref: 'paper', x: 0, xanchor: 'left', yref: 'paper', y: 1, yanchor: 'bottom', yshift: 2 + (lines.length - 1 - n) * 15, font: { color: '--t2' } });
    });
    if (meta.frame && trace) {
      shapes.push(box(meta.frame.from - 0.5, meta.frame.to + 0.5, -0.5, HOURS - 0.5, { line: { color: '--t1', width: 1.5 } }));
    }
    if (trace) {
      var steps = legend(trace, size);
      shapes = shapes.concat(steps.shapes);
      notes = notes.concat(steps.notes);
    }
    /* Never none at all: without gaps plotly scales a picture, blurred, by an inline style that our policy forbids. */
    var gap = size.width / columns > 5 ? 1 : 0.001, folded = Math.ceil(columns / size.width);
    return {
      data: trace ? [{
        type: 'heatmap', name: trace.name, z: cells(trace, columns, folded), x0: (folded - 1) / 2, dx: folded, zmin: 0, zmax: trace.meta.colours.length, zauto: false, zsmooth: false,
        colorscale: stairs(trace.meta.colours), showscale: false, hoverinfo: 'skip', hoverongaps: false, xgap: gap, ygap: gap, meta: trace.meta
      }].map(middled) : [],
      layout: {
        uirevision: figure.layout.uirevision, margin: margin, paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
        font: { family: 'Inter, sans-serif', size: scale.size(), color: '--t3', weight: 450 },
        hovermode: false, showlegend: false, dragmode: false,
        xaxis: { type: 'linear', range: figure.layout.xaxis.range, tickvals: ticks.map(function (each) { return each[0]; }),
          ticktext: ticks.map(function (each) { return each[1]; }), showgrid: false, zeroline: false, fixedrange: true,
          ticks: 'outside', ticklen: 3, tickcolor: '--line2', visible: Boolean(trace) },
        yaxis: { visible: Boolean(trace),  range: figure.layout.yaxis.range, tickvals: figure.layout.yaxis.tickvals, ticktext: figure.layout.yaxis.ticktext,
          showgrid: false, zeroline: false, fixedrange: true, ticks: '', ticklabelstandoff: 4 },
        shapes: shapes, annotations: notes
      }
    };
  }

  /* A value in the middle of its step, so that no rounding takes it to a neighbour's colour. */
  function middled(trace) {
    trace.z = trace.z.map(function (row) { return row.map(function (n) { return n === null ? null : n + 0.5; }); });
    return trace;
  }

  /* When a cell's hour began: clock changes shift what follows them. `second` asks for the second pass. */
  function began(meta, column, row, second) {
    var shift = 0;
    (meta.skipped || []).forEach(function (at) { if (at[0] === column && row > at[1]) { shift -= 1; } });
    (meta.twice || []).forEach(function (at) { if (at[0] === column && (row > at[1] || second)) { shift += 1; } });
    return meta.edges[column] + (row + shift) * HOUR;
  }

  function clock(hour) { return (hour < 10 ? '0' : '') + hour + ':00'; }

  function days(meta, column) {
    var first = fields(meta.edges[column] + 12 * HOUR);
    if (meta.each === 1) { return first.weekday + ' ' + first.day + ' ' + first.month + ' ' + first.year; }
    var last = fields(meta.edges[column + 1] - 12 * HOUR);
    return first.day + ' ' + first.month + ' ' + first.year + ' \u2013 ' + last.day + ' ' + last.month + ' ' + last.year;
  }

  function find(list, column, row) {
    return (list || []).find(function (at) { return at[0] === column && at[1] === row; });
  }

  function tell(plot, figure, column, row, lower) {
    var meta = figure.layout.meta, trace = figure.data[0], tip = window.ercot.tip.made(plot, 'tip');
    var twice = find(meta.twice, column, row), second = Boolean(twice && lower);
    var value = second ? (twice[2] === null ? NaN : twice[2]) : trace.z[row * (meta.edges.length - 1) + column];
    var when = document.createElement('time'), start = began(meta, column, row, second);
    tip.textContent = '';
    when.textContent = days(meta, column) + ' \u00B7 HE ' + (row + 1) + ' \u00B7 ' + clock(row) + '\u2013' + clock(row + 1);
    if (meta.each === 1) { when.textContent += ' ' + window.ercot.central.letters(start) + ' \u00B7 ' + window.ercot.central.utc(start); }
    tip.appendChild(when);
    if (find(meta.skipped, column, row)) {
      when.textContent = days(meta, column);
      tip.append('No ' + clock(row) + ' on this day: the clocks went forward.');
    } else if (isFinite(value)) {
      window.ercot.tip.line(tip, trace.meta.colours[step(trace.meta.bounds, value)], trace.name,
        window.ercot.tip.number(value, trace.meta.decimals) + ' ' + trace.meta.unit);
    } else {
      tip.append('No data.');
    }
    return tip;
  }

  function leave(plot) {
    window.ercot.tip.made(plot, 'tip').classList.remove('on');
    window.ercot.tip.made(plot, 'cell').classList.remove('on');
  }

  /* The chart's figure and axes, where it is drawn. */
  function drawn(plot) {
    var state = window.ercot.cards[plot.dataset.card], figure = state && state.figure;
    var graph = plot.querySelector('.js-plotly-plot'), full = graph && graph._fullLayout;
    if (!figure || figure.layout.meta.across !== 'days' || !figure.data.length || !full || !full.xaxis) { return null; }
    return { figure: figure, across: full.xaxis, upright: full.yaxis, columns: figure.layout.meta.edges.length - 1 };
  }

  /* The cell under a place of the screen; `lower` is the half where a split one has its second pass. */
  function cellAt(plot, clientX, clientY) {
    var chart = drawn(plot), bounds = plot.getBoundingClientRect();
    if (!chart) { return null; }
    var x = chart.across.p2d(clientX - bounds.left - chart.across._offset), y = chart.upright.p2d(clientY - bounds.top - chart.upright._offset);
    var column = Math.round(x), row = Math.round(y);
    if (column < 0 || column >= chart.columns || row < 0 || row >= HOURS) { return null; }
    return { column: column, row: row, lower: y > row };
  }

  function point(plot, at) {
    var chart = drawn(plot), width = chart.across._length / chart.columns, height = chart.upright._length / HOURS;
    var cell = window.ercot.tip.made(plot, 'cell');
    var left = chart.across._offset + at.column * width, top = chart.upright._offset + at.row * height;
    cell.style.width = width + 'px';
    cell.style.height = height + 'px';
    cell.style.transform = 'translate(' + left + 'px,' + top + 'px)';
    cell.classList.add('on');
    var tip = tell(plot, chart.figure, at.column, at.row, at.lower);
    tip.style.top = at.row < HOURS / 2 ? (top + height + 6) + 'px' : Math.max(0, top - tip.offsetHeight - 6) + 'px';
    window.ercot.tip.place(tip, left + width / 2, plot.clientWidth);
    return tip.textContent;
  }

  function follow(event) {
    var under = event.target.closest && event.target.closest('.plot');
    document.querySelectorAll('.plot').forEach(function (plot) {
      var state = window.ercot.cards[plot.dataset.card];
      if (!state || !state.figure || state.figure.layout.meta.across !== 'days') { return; }
      var at = plot === under ? cellAt(plot, event.clientX, event.clientY) : null;
      if (at) { point(plot, at); } else { leave(plot); }
    });
  }

  /* Instants at which the hours of a cell began: one, or one of each day of a column of weeks. */
  function hours(meta, at) {
    if (meta.each === 1) {
      var second = at.lower && find(meta.twice, at.column, at.row);
      return find(meta.skipped, at.column, at.row) ? [] : [began(meta, at.column, at.row, Boolean(second))];
    }
    var found = [], end = meta.edges[at.column + 1];
    for (var middle = meta.edges[at.column] + 12 * HOUR; middle < end; middle += 24 * HOUR) {
      var start = middle + (at.row - 12) * HOUR, hour = Number(hourOf.format(start));
      start += (at.row - hour) * HOUR;
      if (start >= meta.edges[at.column] && start < end && Number(hourOf.format(start)) === at.row) { found.push(start); }
    }
    return found;
  }

  /* What a cell cites: an hour of the series, or the mean of several days' same hour. */
  function citation(plot, at) {
    var chart = drawn(plot), trace = chart.figure.data[0];
    var each = hours(chart.figure.layout.meta, at).map(function (start) {
      var of = trace.meta.cites.map(function (cite) { return Object.assign({}, cite, { start: Math.round(start * 1000) }); });
      return { rule: of.length > 1 ? 'less' : 'value', of: of };
    });
    return each.length === 0 ? null : each.length === 1 ? each[0] : { rule: 'mean', of: each };
  }

  document.addEventListener('pointermove', follow, { passive: true });
  document.addEventListener('pointerdown', follow, { passive: true });
  /* A finger that is lifted leaves what it asked for on the screen. */
  document.documentElement.addEventListener('pointerleave', function (event) {
    if (event.pointerType !== 'touch') { follow({ target: {} }); }
  });

  window.ercot = Object.assign(window.ercot || {}, {
    heatMap: { dressed: dressed, cellAt: cellAt, point: point, citation: citation, drawn: drawn, days: days, began: began }
  });
})();
