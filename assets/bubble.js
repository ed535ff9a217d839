/* One bubble for whatever has something to say when it is pointed at, focused or tapped: words, or a list to go by. */
(function () {
  'use strict';
  var GRACE = 150;
  var anchor = null, pinned = false, closing = 0;

  function bubble() {
    var found = document.getElementById('bubble');
    if (!found) {
      found = document.createElement('div');
      found.id = 'bubble';
      found.popover = 'manual';
      document.body.appendChild(found);
    }
    return found;
  }

  function place(box) {
    var from = anchor.getBoundingClientRect(), wide = document.documentElement.clientWidth, margin = 8;
    var left = Math.max(margin, Math.min(from.left + from.width / 2 - box.offsetWidth / 2, wide - box.offsetWidth - margin));
    var below = from.bottom + 6, above = from.top - box.offsetHeight - 6;
    box.style.left = left + 'px';
    box.style.top = (below + box.offsetHeight > window.innerHeight - margin && above > margin ? above : below) + 'px';
  }

  function lines(box, words) {
    words.forEach(function (each) {
      var line = document.createElement('p');
      line.textContent = each;
      box.appendChild(line);
    });
  }

  /* What an element has to say: its own words, or what its owner fills in. */
  function fill(element, box) {
    box.textContent = '';
    if (element.bubble) { element.bubble(box); } else { lines(box, [element.dataset.bubble]); }
  }

  function show(element, keep) {
    window.clearTimeout(closing);
    if (anchor === element && pinned && !keep) { return; }
    if (anchor && anchor !== element) { hide(); }
    var box = bubble();
    anchor = element;
    pinned = Boolean(keep);
    fill(element, box);
    var list = Boolean(box.querySelector('button'));
    box.setAttribute('role', list ? 'group' : 'tooltip');
    if (list) { box.setAttribute('aria-label', element.getAttribute('aria-label') || ''); } else { box.removeAttribute('aria-label'); }
    element.setAttribute('aria-describedby', 'bubble');
    box.showPopover();
    place(box);
  }

  function hide() {
    window.clearTimeout(closing);
    var box = document.getElementById('bubble');
    if (anchor) { anchor.removeAttribute('aria-describedby'); }
    anchor = null;
    pinned = false;
    if (box && box.matches(':popover-open')) { box.hidePopover(); }
  }

  /* The way from the words to the bubble must not close it. */
  function soon() {
    window.clearTimeout(closing);
    if (!pinned) { closing = window.setTimeout(hide, GRACE); }
  }

  function owner(event) { return event.target.closest && event.target.closest('[data-bubble]'); }
  function inside(node) { var box = document.getElementById('bubble'); return Boolean(box && node && box.contains(node)); }

  document.addEventListener('pointerover', function (event) {
    if (event.pointerType === 'touch') { return; }
    if (inside(event.target)) { window.clearTimeout(closing); return; }
    var element = owner(event);
    if (element) { show(element, false); } else if (anchor) { soon(); }
  });
  document.addEventListener('focusin', function (event) {
    if (inside(event.target)) { return; }
    var element = owner(event);
    if (element && element.matches(':focus-visible')) { show(element, false); } else if (!element) { hide(); }
  });
  document.addEventListener('focusout', function (event) {
    if (event.target === anchor && !inside(event.relatedTarget)) { soon(); }
  });
  document.addEventListener('click', function (event) {
    if (inside(event.target)) {
      if (event.target.closest('button')) { hide(); }
      return;
    }
    var element = owner(event);
    if (!element || element.dataset.papers) { hide(); return; }
    if (anchor === element && pinned) { hide(); return; }
    show(element, true);
    var first = bubble().querySelector('button');
    if (first) { first.focus(); }
  });
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape' || !anchor) { return; }
    var home = anchor, held = inside(document.activeElement);
    event.preventDefault();
    event.stopImmediatePropagation();
    /* Before it is hidden: what gets the focus afterwards would say its words again. */
    if (held && home.isConnected) { home.focus(); }
    hide();
  }, true);
  window.addEventListener('resize', hide);
  document.addEventListener('scroll', function () { if (anchor) { hide(); } }, { capture: true, passive: true });

  window.ercot = Object.assign(window.ercot || {}, { bubbleLines: lines, hideBubble: hide });
})();
