/* Marks: what happened beside the numbers, as small flags above every chart over time that it concerns. */
(function () {
  'use strict';
  var NEAR = 18;
  var marks = [];

  function take(sent) { marks = sent; }

  /* A chart knows by its traces' citations what it shows. */
  function concerns(mark, figure) {
    if (!mark.measures) { return true; }
    return figure.data.some(function (trace) {
      return (trace.meta.cites || []).some(function (cite) {
        return mark.measures.indexOf(cite.measure) >= 0 && (!mark.entity || mark.entity === cite.entity);
      });
    });
  }

  function of(card) {
    var state = window.ercot.cards[card], figure = state && state.figure;
    if (!figure || figure.layout.meta.across || !figure.data.length) { return []; }
    return marks.filter(function (mark) { return concerns(mark, figure); });
  }

  /* How much room the strip takes above a plot. */
  function room(card) { return of(card).length ? 1.5 * parseFloat(getComputedStyle(document.documentElement).fontSize) : 0; }

  function entry(box, mark, alone) {
    var part = document.createElement('div');
    part.className = 'bubble-entry';
    window.ercot.bubbleLines(part, mark.words);
    if (mark.papers && !alone) {
      var button = document.createElement('button');
      button.className = 'link';
      button.textContent = 'Papers';
      button.setAttribute('aria-label', 'Papers: ' + mark.words[0]);
      button.dataset.papers = mark.papers;
      part.appendChild(button);
    }
    box.appendChild(part);
  }

  function flag(group) {
    var button = document.createElement('button'), alone = group.marks.length === 1, first = group.marks[0];
    button.className = 'mark-flag ' + (alone ? first.kind : 'several');
    button.textContent = alone ? first.sign : String(group.marks.length);
    button.dataset.bubble = '';
    button.setAttribute('aria-label', alone ? first.words.join('. ') : group.marks.length + ' marks: ' + group.marks.map(function (mark) { return mark.words[0]; }).slice(0, 5).join('; '));
    if (alone && first.papers) { button.dataset.papers = first.papers; }
    button.bubble = function (box) {
      group.marks.forEach(function (mark) { entry(box, mark, alone); });
      if (alone && first.papers) { window.ercot.bubbleLines(box, ['Click for its papers.']); }
    };
    return button;
  }

  /* Marks that would lie on each other stand together. */
  function groups(shown) {
    var found = [];
    shown.forEach(function (each) {
      var last = found[found.length - 1];
      if (last && each.left - last.left < NEAR) { last.marks.push(each.mark); return; }
      found.push({ left: each.left, marks: [each.mark] });
    });
    return found;
  }

  function place(card) {
    var plot = document.getElementById(card + '-plot'), graph = plot && plot.querySelector('.js-plotly-plot');
    var axis = graph && graph._fullLayout && graph._fullLayout.xaxis;
    if (!axis) { return; }
    var strip = plot.querySelector('.marks'), held = strip && strip.querySelector(':focus');
    var mine = of(card), from = axis.range[0], to = axis.range[1];
    if (!mine.length) {
      if (strip) { strip.remove(); }
      return;
    }
    var shown = mine.filter(function (mark) { return mark.at <= to && (mark.end || mark.at) >= from; }).map(function (mark) {
      return { mark: mark, left: axis._offset + axis.d2p(Math.max(mark.at, from)) };
    });
    var look = JSON.stringify([shown, from, to, axis._length]);
    if (strip && strip.dataset.look === look) { return; }
    var fresh = document.createElement('div'), where = held ? Array.prototype.indexOf.call(strip.querySelectorAll('button'), held) : -1;
    fresh.className = 'marks';
    fresh.setAttribute('role', 'group');
    fresh.setAttribute('aria-label', 'Marks');
    fresh.dataset.look = look;
    shown.forEach(function (each) {
      if (!each.mark.end) { return; }
      var span = document.createElement('i');
      span.className = 'mark-span';
      span.style.left = each.left + 'px';
      span.style.width = Math.max(2, axis._offset + axis.d2p(Math.min(each.mark.end, to)) - each.left) + 'px';
      fresh.appendChild(span);
    });
    groups(shown).forEach(function (group) {
      var button = flag(group);
      button.style.left = group.left + 'px';
      fresh.appendChild(button);
    });
    if (strip) { strip.replaceWith(fresh); } else { plot.appendChild(fresh); }
    var again = where >= 0 && fresh.querySelectorAll('button')[where];
    if (again) { again.focus({ preventScroll: true }); }
  }

  window.ercot = Object.assign(window.ercot || {}, { marks: { take: take, room: room, place: place } });
})();
