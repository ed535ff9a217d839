/* Writing: what the server says in words, put into the page; what is there already stays, with its focus and its state. */
(function () {
  'use strict';

  /* Only what changed since it was last said: what others have done to an element since is theirs. */
  function dress(element, said) {
    var before = element.said || {};
    Object.keys(before).forEach(function (name) { if (!(name in said)) { element.removeAttribute(name); } });
    Object.keys(said).forEach(function (name) {
      if (name === 'style') {
        /* A style that was given whole would be against the policy. */
        Object.assign(element.style, said.style);
      } else if (before[name] !== said[name]) {
        element.setAttribute(name, said[name]);
        if (name === 'value') { element.value = said.value; }
      }
    });
    element.said = said;
  }

  function made(node) {
    if (typeof node === 'string') { return document.createTextNode(node); }
    var element = document.createElement(node[0]);
    dress(element, node[1]);
    fill(element, node[2]);
    return element;
  }

  function fits(held, node) {
    return typeof node === 'string' ? held.nodeType === Node.TEXT_NODE : held.nodeName === node[0].toUpperCase();
  }

  function change(held, node) {
    if (typeof node === 'string') {
      if (held.data !== node) { held.data = node; }
      return;
    }
    dress(held, node[1]);
    fill(held, node[2]);
  }

  /* What a node stands for, where it may come to stand in another place. */
  function key(node) {
    var said = typeof node === 'string' ? {} : node[1];
    return said.id || (said['data-entity'] ? said['data-entity'] + ' ' + said['data-measure'] : null);
  }

  /* As it was written before, by what it stands for or else by its place; what others put beside it stays. */
  function fill(parent, nodes) {
    var held = parent.written || [], known = new Map();
    held.forEach(function (each) { if (each.key) { known.set(each.key, each); } });
    var now = nodes.map(function (node, n) {
      var name = key(node), old = name ? known.get(name) : held[n] && !held[n].key ? held[n] : null;
      if (old && fits(old, node)) { change(old, node); return old; }
      var fresh = made(node);
      fresh.key = name;
      return fresh;
    });
    held.forEach(function (each) { if (now.indexOf(each) < 0) { each.remove(); } });
    /* In order, as a list takes its first option for the chosen one; what stands right already is not moved. */
    now.reduce(function (before, each) {
      var right = each.parentNode === parent && (!before || before.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING);
      if (!right) { parent.insertBefore(each, before ? before.nextSibling : parent.firstChild); }
      return each;
    }, null);
    parent.written = now;
  }

  /* id -> nodes; what the page opened with gives way as a whole. */
  function write(texts) {
    Object.keys(texts).forEach(function (id) {
      var place = document.getElementById(id);
      if (!place) { return; }
      if (!place.written) { place.replaceChildren(); }
      fill(place, texts[id]);
    });
    /* What was moved lost it. */
    window.ercot.restoreFocus();
  }

  /* What a page is made of when it comes, written before it is seen. */
  function expand() {
    document.querySelectorAll('[data-markup]').forEach(function (element) {
      fill(element, JSON.parse(element.dataset.markup));
      element.removeAttribute('data-markup');
    });
  }

  /* Pages come and go in one place, which comes with the shell. */
  new MutationObserver(function (_changes, watch) {
    var place = document.getElementById('_pages_content');
    if (!place) { return; }
    watch.disconnect();
    expand();
    new MutationObserver(expand).observe(place, { childList: true });
  }).observe(document.getElementById('react-entry-point'), { childList: true, subtree: true });

  window.ercot = Object.assign(window.ercot || {}, { write: write });
})();
