/* The table behind a chart: in the chart's place, from what the chart holds; new rows come on top, the view stays. */
(function () {
  'use strict';
  var PORTION = 200;

  function element(card) { return document.getElementById(card + '-table'); }
  function isOpen(card) { var found = element(card); return Boolean(found && !found.hidden); }

  function made(name, words, more) {
    var found = document.createElement(name);
    if (words !== undefined) { found.textContent = words; }
    Object.keys(more || {}).forEach(function (each) { found.setAttribute(each, more[each]); });
    return found;
  }

  function head(heads) {
    var row = made('tr');
    heads.forEach(function (each) {
      var cell = made('th', each.words, { scope: 'col' });
      if (each.unit) { cell.append(' ', made('small', each.unit)); }
      if (each.extent) { cell.className = 'extent'; }
      row.append(cell);
    });
    return row;
  }

  /* One cell takes the Tab key; arrows go on from there. */
  function cellOf(cell) {
    var found = made('td');
    if (cell.extent) { found.className = 'extent'; }
    if (!cell.papers) { found.textContent = cell.words; return found; }
    found.append(made('span', cell.words, { role: 'button', tabindex: '-1', 'data-papers': cell.papers,
      'aria-label': cell.words + ', ' + cell.name + ': papers', 'aria-haspopup': 'dialog' }));
    if (cell.guess) { found.append(made('small', 'estimate', { 'class': 'guess' })); }
    return found;
  }

  function line(row, width) {
    var found = made('tr');
    if (row.hole) {
      found.className = 'hole';
      found.append(made('th', row.hole, { scope: 'row', colspan: width }));
      return found;
    }
    found.append(made('th', row.head, { scope: 'row' }));
    row.cells.forEach(function (cell) { found.append(cellOf(cell)); });
    return found;
  }

  function caption(card, meta, rows) {
    var title = document.getElementById(card + '-title').textContent, zone = window.ercot.time.is();
    var clock = meta.across ? '' : ' \u00B7 times ' + { central: 'Central', utc: 'UTC', own: zone.name.replace(/_/g, ' ') }[window.ercot.time.word()];
    var simulated = document.documentElement.dataset.origin === 'simulated' ? 'SIMULATED \u00B7 ' : '';
    return simulated + title + clock + ' \u00B7 ' + rows.size.toLocaleString('en-US') + (rows.size === 1 ? ' row' : ' rows');
  }

  /* Write what is wanted of the rows; a row that says what it said stays as it is, with whatever holds the focus. */
  function write(box, card) {
    var state = window.ercot.cards[card];
    if (!state || !state.figure) { return; }
    var rows = window.ercot.rows.of(state.figure), wanted = Math.min(rows.size, Number(box.dataset.wanted) || PORTION);
    var table = box.querySelector('table');
    if (!table) {
      table = made('table');
      table.append(made('caption'), made('thead'), made('tbody'));
      box.append(table);
    }
    table.caption.textContent = caption(card, state.figure.layout.meta, rows);
    table.tHead.replaceChildren(head(rows.heads));
    var body = table.tBodies[0], held = new Map(), above = box.scrollTop, before = body.offsetHeight;
    Array.from(body.rows).forEach(function (row) { held.set(row.dataset.key, row); });
    var next = body.firstElementChild, top = 0;
    for (var n = 0; n < wanted; n += 1) {
      var row = rows.row(n), says = JSON.stringify(row), old = held.get(row.key);
      if (old && old.says === says) {
        while (next && next !== old) { var gone = next; next = next.nextElementSibling; gone.remove(); }
        next = old.nextElementSibling;
        continue;
      }
      var fresh = line(row, rows.heads.length);
      fresh.says = says;
      fresh.dataset.key = row.key;
      body.insertBefore(fresh, next);
      if (!old && next && above > 0 && before) { top += fresh.offsetHeight; }
    }
    while (next) { var rest = next; next = next.nextElementSibling; rest.remove(); }
    if (top) { box.scrollTop = above + top; }
    more(box, rows.size - wanted);
    var first = body.querySelector('[data-papers]');
    if (first && !body.querySelector('[data-papers][tabindex="0"]')) { first.tabIndex = 0; }
  }

  function more(box, left) {
    var button = box.querySelector('.more');
    if (!button) {
      button = made('button', '', { 'class': 'link more' });
      box.append(button);
    }
    button.hidden = left <= 0;
    button.textContent = 'Show ' + Math.min(left, 2 * PORTION).toLocaleString('en-US') + ' more of ' + left.toLocaleString('en-US') + ' older';
  }

  function again(card) { if (isOpen(card)) { write(element(card), card); } }

  function toggle(card) {
    var box = element(card), plot = document.getElementById(card + '-plot');
    if (!box) { return; }
    box.hidden = !box.hidden;
    box.closest('.tile').classList.toggle('tabled', !box.hidden);
    document.querySelectorAll('[data-act="table"][data-card="' + card + '"]').forEach(function (button) {
      button.firstChild.textContent = box.hidden ? 'Table' : 'Chart';
    });
    if (box.hidden) { box.replaceChildren(); delete box.dataset.wanted; plot.focus({ preventScroll: true }); return; }
    write(box, card);
    box.scrollTop = 0;
    box.focus({ preventScroll: true });
  }

  function neighbour(span, key) {
    var cell = span.parentElement, row = cell.parentElement, place = cell.cellIndex;
    if (key === 'ArrowLeft' || key === 'ArrowRight') {
      var cells = Array.from(row.querySelectorAll('[data-papers]'));
      return cells[cells.indexOf(span) + (key === 'ArrowLeft' ? -1 : 1)];
    }
    do { row = key === 'ArrowUp' ? row.previousElementSibling : row.nextElementSibling; } while (row && !(row.cells[place] && row.cells[place].querySelector('[data-papers]')));
    return row && row.cells[place].querySelector('[data-papers]');
  }

  document.addEventListener('keydown', function (event) {
    var target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || !target.closest || target.closest('input, select, textarea')) { return; }
    var tile = target.closest('.tile'), place = tile && tile.querySelector('.chart-table');
    if (event.key === 't' && place) { event.preventDefault(); toggle(place.dataset.card); return; }
    if (event.key === 'Escape' && target.closest('.chart-table') && !document.querySelector('dialog[open]')) { toggle(place.dataset.card); return; }
    if (!target.matches('.chart-table [data-papers]') || !/^Arrow/.test(event.key)) { return; }
    event.preventDefault();
    var next = neighbour(target, event.key);
    if (next) { target.tabIndex = -1; next.tabIndex = 0; next.focus(); }
  });

  document.addEventListener('click', function (event) {
    var button = event.target.closest('.chart-table .more');
    if (!button) { return; }
    var box = button.closest('.chart-table');
    box.dataset.wanted = (Number(box.dataset.wanted) || PORTION) + 2 * PORTION;
    write(box, box.dataset.card);
  });

  window.ercot = Object.assign(window.ercot || {}, { table: { again: again, toggle: toggle, open: isOpen } });
})();
