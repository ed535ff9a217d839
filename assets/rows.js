/* What a chart holds as rows: heads, and for each interval its words and numbers, the newest first. */
(function () {
  'use strict';
  var DASH = '\u2013', HOUR = 3600000;

  function cite(trace, start) {
    var of = trace.meta.cites.map(function (each) { return Object.assign({}, each, { start: Math.round(start * 1000) }); });
    return JSON.stringify({ rule: of.length > 1 ? 'less' : 'value', of: of });
  }

  /* Points of a trace that are values: those that only end a step, before a gap or at the edge, are none. */
  function values(trace) {
    var found = [], size = trace.x.length - trace.meta.closing;
    for (var n = 0; n < size; n += 1) {
      if (isFinite(trace.y[n]) && trace.x[n + 1] !== trace.x[n]) { found.push([trace.x[n], trace.y[n]]); }
    }
    return found;
  }

  /* Least and most of each bucket by its start, read off the rings of a band: tops, then bottoms back. */
  function extents(band) {
    var found = new Map();
    for (var first = 0; first < band.x.length; first += 1) {
      var end = first;
      while (end < band.x.length && isFinite(band.x[end])) { end += 1; }
      for (var n = 0; n < (end - first) / 2; n += 2) { found.set(band.x[first + n], [band.y[end - 1 - n], band.y[first + n]]); }
      first = end;
    }
    return found;
  }

  /* The traces as columns. A stack draws what charges apart from what generates: one series, one column. */
  function columns(figure) {
    var found = [], named = {};
    figure.data.forEach(function (trace) {
      if (trace.meta.band) { return; }
      var same = trace.stackgroup && JSON.stringify(trace.meta.cites), held = same && named[same];
      var points = new Map(values(trace));
      if (held) {
        points.forEach(function (value, start) { held.points.set(start, (held.points.get(start) || 0) + value); });
        held.name = held.name.replace(/, charging$/, '');
        return;
      }
      var band = figure.data.find(function (each) { return each.meta.band === trace.meta.key; });
      var column = { name: trace.name, unit: trace.meta.unit, decimals: trace.meta.decimals, length: trace.meta.interval,
        points: points, extents: band ? extents(band) : null, guesses: new Set(trace.meta.estimated || []), trace: trace };
      if (same) { named[same] = column; }
      found.push(column);
    });
    return figure.data.some(function (trace) { return trace.stackgroup; }) ? found : found.reverse();
  }

  /* The value that holds over an interval: one that begins with it, or a longer one that it lies in. */
  function holding(column, start, ordered) {
    if (column.points.has(start)) { return start; }
    var low = 0, high = ordered.length - 1;
    while (low < high) {
      var middle = (low + high + 1) >> 1;
      if (ordered[middle] <= start) { low = middle; } else { high = middle - 1; }
    }
    return ordered.length && ordered[low] <= start && start < ordered[low] + column.length ? ordered[low] : null;
  }

  function number(value, column) {
    return value === undefined || value === null ? DASH : window.ercot.tip.number(value, column.decimals);
  }

  function overTime(figure) {
    var every = columns(figure), lengths = new Map();
    every.forEach(function (column) {
      column.ordered = Array.from(column.points.keys());
      column.ordered.forEach(function (start) { lengths.set(start, Math.min(column.length, lengths.get(start) || Infinity)); });
    });
    var heads = [{ words: 'Interval' }];
    every.forEach(function (column) {
      heads.push({ words: column.name, unit: column.unit });
      if (column.extents) { heads.push({ words: 'least', extent: true }, { words: 'most', extent: true }); }
    });
    var starts = Array.from(lengths.keys()).sort(function (one, other) { return other - one; });
    var holes = figure.layout.meta.gaps.slice().reverse(), rows = [];
    starts.forEach(function (start) {
      while (holes.length && holes[0][0] > start) { rows.push({ hole: holes.shift() }); }
      rows.push({ start: start });
    });
    return { heads: heads, size: rows.length, row: function (n) {
      var row = rows[n], time = window.ercot.time;
      if (row.hole) { return { key: 'hole' + row.hole[0], hole: 'No data ' + time.full(row.hole[0], row.hole[1] - row.hole[0]) + '.' }; }
      var cells = [];
      every.forEach(function (column) {
        var at = holding(column, row.start, column.ordered), value = at === null ? null : column.points.get(at);
        cells.push({ words: number(value, column), name: column.name, papers: at === null ? null : cite(column.trace, at), guess: at !== null && column.guesses.has(at) });
        if (column.extents) {
          var ends = at === null ? null : column.extents.get(at);
          cells.push({ words: number(ends && ends[0], column), extent: true }, { words: number(ends && ends[1], column), extent: true });
        }
      });
      return { key: String(row.start), head: time.full(row.start, lengths.get(row.start)), cells: cells };
    } };
  }

  function byDays(figure) {
    var meta = figure.layout.meta, trace = figure.data[0], size = meta.edges.length - 1, heads = [{ words: meta.each === 1 ? 'Operating day' : 'Operating days' }];
    for (var hour = 1; hour <= 24; hour += 1) { heads.push({ words: 'HE ' + hour }); }
    function there(list, column, row) { return (list || []).find(function (at) { return at[0] === column && at[1] === row; }); }
    return { heads: heads, size: trace ? size : 0, row: function (n) {
      var column = size - 1 - n, cells = [], day = window.ercot.heatMap.days(meta, column);
      for (var row = 0; row < 24; row += 1) {
        var value = trace.z[row * size + column], twice = there(meta.twice, column, row), words = number(isFinite(value) ? value : null, trace.meta);
        if (there(meta.skipped, column, row)) { words = DASH; }
        if (twice) { words += ' / ' + number(twice[2], trace.meta); }
        cells.push({ words: words, name: 'HE ' + (row + 1) + ', ' + day,
          papers: meta.each === 1 && isFinite(value) ? cite(trace, window.ercot.heatMap.began(meta, column, row, false)) : null });
      }
      return { key: String(meta.edges[column]), head: day, cells: cells };
    } };
  }

  /* Of a duration curve the value at or above which the series was for each whole percent of the time. */
  function byShare(figure) {
    var traces = figure.data.slice().reverse();
    var heads = [{ words: 'Share of time at or above' }].concat(traces.map(function (trace) { return { words: trace.name, unit: trace.meta.unit }; }));
    var starts = new Map(traces.map(function (trace) { return [trace, window.ercot.floats(trace.meta.starts)]; }));
    return { heads: heads, size: traces.length ? 101 : 0, row: function (share) {
      return { key: String(share), head: share + ' %', cells: traces.map(function (trace) {
        var n = window.ercot.durations.holding(trace, share);
        return { words: number(trace.y[n], trace.meta), name: trace.name, papers: cite(trace, starts.get(trace)[n]) };
      }) };
    } };
  }

  /* heads: words, unit. size: how many rows. row(n): the nth of them, the newest first; made when it is wanted. */
  function of(figure) {
    var across = figure.layout.meta.across;
    return across === 'days' ? byDays(figure) : across === 'share' ? byShare(figure) : overTime(figure);
  }

  window.ercot = Object.assign(window.ercot || {}, { rows: { of: of, HOUR: HOUR, cite: cite } });
})();
