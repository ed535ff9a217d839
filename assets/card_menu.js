/* The menu of a card: table, source, and what can be taken away; a link to the numbers is made as it is wanted. */
(function () {
  'use strict';

  /* The address of a card's numbers: the page's own query and, for a zone of one's own, the name of it. */
  function address(card, ending) {
    var page = window.location.pathname.replace(/^\/+|\/+$/g, '') || 'live-grid', words = new URLSearchParams(window.location.search);
    if (window.ercot.time.asked() === 'own') { words.set('zone', window.ercot.time.own()); }
    var said = words.toString();
    return '/export/' + page + '/' + card + ending + (said ? '?' + said : '');
  }

  function say(words) {
    window.dash_clientside.set_props('notice', { children: words });
    window.setTimeout(function () { window.dash_clientside.set_props('notice', { children: '' }); }, 6000);
  }

  /* A trace's newest value stands for the card; what is counted from many has no one source. */
  function newest(card) {
    var state = window.ercot.cards[card], figure = state && state.figure;
    if (!figure || figure.layout.meta.across) { return null; }
    var rows = window.ercot.rows.of(figure);
    for (var n = 0; n < Math.min(rows.size, 50); n += 1) {
      var cell = (rows.row(n).cells || []).find(function (each) { return each.papers; });
      if (cell) { return cell.papers; }
    }
    return null;
  }

  function opened(menu) {
    menu.querySelectorAll('[data-act="csv"]').forEach(function (link) { link.setAttribute('href', address(link.dataset.card, '.csv')); });
    menu.querySelectorAll('[data-act="source"]').forEach(function (button) {
      var cited = newest(button.dataset.card);
      button.hidden = !cited;
      if (cited) { button.dataset.papers = cited; }
    });
  }

  document.addEventListener('toggle', function (event) {
    if (event.target.matches && event.target.matches('.card-menu') && event.target.open) { opened(event.target); }
  }, true);

  /* Before anyone else hears of it: numbers come as a file, or an answer in words says why not. */
  function numbers(event, link) {
    event.preventDefault();
    var wanted = address(link.dataset.card, '.csv');
    link.setAttribute('href', wanted);
    window.ercot.exported(wanted).then(function (answer) {
      return answer.blob().then(function (blob) { window.ercot.keep(blob, /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition'))[1]); });
    }).catch(function (failure) { say(failure.message); });
  }

  document.addEventListener('click', function (event) {
    document.querySelectorAll('.card-menu[open]').forEach(function (menu) {
      if (!menu.contains(event.target)) { window.ercot.shut(menu); }
    });
    var item = event.target.closest('[data-act]');
    if (!item) { return; }
    var card = item.dataset.card, act = item.dataset.act, menu = item.closest('details');
    if (act === 'csv') { if (!event.ctrlKey && !event.metaKey && !event.shiftKey) { numbers(event, item); } }
    if (act === 'table') { window.ercot.table.toggle(card); }
    if (act === 'png' || act === 'svg') { window.ercot.picture(card, act, address(card, '.json')).catch(function (failure) { say(failure.message); }); }
    window.ercot.shut(menu);
  });

  document.addEventListener('keydown', function (event) {
    var menu = event.target.closest && event.target.closest('.card-menu');
    if (!menu || !menu.open) { return; }
    var items = Array.from(menu.querySelectorAll('summary, [data-act]:not([hidden])')), at = items.indexOf(event.target);
    if (event.key === 'Escape') { window.ercot.shut(menu); event.stopPropagation(); }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      items[(at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length].focus();
    }
  });
})();
