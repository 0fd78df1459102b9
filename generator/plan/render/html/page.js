/** The script of the page: filters that are kept in the address, and keys. Everything that it shows is in the page already. */

/** @typedef {'search' | 'cluster' | 'component' | 'danger'} Filter */

/** @type {readonly Filter[]} */
const FILTERS = ['search', 'cluster', 'component', 'danger'];

/** @type {readonly HTMLElement[]} */
const items = [...document.querySelectorAll('[data-item]')].filter((item) => item instanceof HTMLElement);

/** @param {string} id @returns {HTMLInputElement | HTMLSelectElement} */
function field(id) {
  const found = document.getElementById(id);
  if (found instanceof HTMLInputElement || found instanceof HTMLSelectElement) return found;
  throw new Error(`the page has no field ${id}`);
}

/** @type {WeakMap<HTMLElement, ReadonlySet<string>>} */
const clusters = new WeakMap();

/** Names of clusters that an item is about. @param {HTMLElement} item */
function clustersOf(item) {
  const known = clusters.get(item);
  if (known !== undefined) return known;
  const lists = [...item.querySelectorAll('.names')];
  const names = new Set(lists.flatMap((list) => (list.textContent ?? '').split(', ')));
  clusters.set(item, names);
  return names;
}

const allClusters = new Set(
  [...document.querySelectorAll('.names')].flatMap((list) => list.textContent?.split(', ') ?? []),
);

/** @type {WeakMap<HTMLElement, string>} */
const texts = new WeakMap();

/** What an item says, without lines that are the same on both sides. @param {HTMLElement} item */
function textOf(item) {
  const known = texts.get(item);
  if (known !== undefined) return known;
  const equal = [...item.querySelectorAll('.equal')].map((one) => one.textContent ?? '');
  const text = equal.reduce((whole, one) => whole.replace(one, () => ''), item.textContent ?? '').toLowerCase();
  texts.set(item, text);
  return text;
}

/** The whole name of a cluster means that one; a part of names means all that have it. @param {string} wanted */
function clusterTest(wanted) {
  /** @param {ReadonlySet<string>} names */
  return (names) => (allClusters.has(wanted) ? names.has(wanted) : [...names].some((name) => name.includes(wanted)));
}

/** @type {Record<Filter, (wanted: string) => (item: HTMLElement) => boolean>} */
const TESTS = {
  search: (wanted) => {
    const words = wanted.toLowerCase();
    return (item) => textOf(item).includes(words);
  },
  cluster: (wanted) => {
    const isWanted = clusterTest(wanted);
    return (item) => isWanted(clustersOf(item));
  },
  component: (wanted) => (item) => item.dataset.component === undefined || item.dataset.component === wanted,
  danger: (wanted) => (item) => item.dataset.dangers === undefined || item.dataset.dangers.split(' ').includes(wanted),
};

function applyFilters() {
  const tests = FILTERS.flatMap((name) => {
    const wanted = field(name).value.trim();
    return wanted === '' ? [] : [TESTS[name](wanted)];
  });
  for (const item of items) item.hidden = !tests.every((test) => test(item));
  for (const group of document.querySelectorAll('[data-group], section'))
    if (group instanceof HTMLElement && group.querySelector('[data-item]') !== null)
      group.hidden = group.querySelector('[data-item]:not([hidden])') === null;
  for (const fold of document.querySelectorAll('.more'))
    if (fold instanceof HTMLDetailsElement) {
      fold.open = tests.length > 0;
      fold.hidden = fold.querySelector('[data-item]:not([hidden])') === null;
    }
  document.body.classList.toggle('filtered', tests.length > 0);
  const shown = document.getElementById('shown');
  if (shown !== null) shown.textContent = tests.length === 0 ? '' : summary();
  highlight(field('search').value.trim().toLowerCase());
}

function summary() {
  const count = (/** @type {string} */ kind) => {
    const all = items.filter((item) => item.matches(kind));
    return `${all.filter((item) => !item.hidden).length} of ${all.length}`;
  };
  return `${count('.change')} changes, ${count('#dangers *')} dangers`;
}

/** Marks what was searched, in what is shown. @param {string} words */
function highlight(words) {
  if (!('highlights' in CSS)) return;
  CSS.highlights.delete('search');
  if (words === '') return;
  const ranges = items.filter((item) => !item.hidden).flatMap((item) => rangesIn(item, words));
  CSS.highlights.set('search', new Highlight(...ranges));
}

/** What is closed is marked once it opens. @param {HTMLElement} item @param {string} words */
function rangesIn(item, words) {
  const within = item instanceof HTMLDetailsElement && !item.open ? item.querySelector('summary') : item;
  /** @type {Range[]} */
  const ranges = [];
  if (within === null) return ranges;
  const texts = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const text = (node.textContent ?? '').toLowerCase();
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, Math.min(at + words.length, node.textContent?.length ?? 0));
      ranges.push(range);
    }
  }
  return ranges;
}

/** The address says what is shown, so that it can be sent to somebody. */
function writeAddress() {
  const query = new URLSearchParams();
  for (const name of FILTERS) if (field(name).value.trim() !== '') query.set(name, field(name).value.trim());
  history.replaceState(null, '', `#${query}`);
}

/** An address has filters, or the name of one change. */
function readAddress() {
  const fragment = location.hash.slice(1);
  const target = document.getElementById(decoded(fragment));
  const query = new URLSearchParams(target === null ? fragment : '');
  for (const name of FILTERS) field(name).value = query.get(name) ?? '';
  applyFilters();
  if (target instanceof HTMLDetailsElement) {
    const fold = target.closest('.more');
    if (fold instanceof HTMLDetailsElement) fold.open = true;
    target.open = true;
    target.querySelector('summary')?.focus({ preventScroll: true });
    target.scrollIntoView();
  }
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function changed() {
  writeAddress();
  applyFilters();
}

function clear() {
  for (const name of FILTERS) field(name).value = '';
  changed();
}

/** What has the focus in an item. @param {HTMLElement} item */
function handle(item) {
  return item instanceof HTMLDetailsElement ? (item.querySelector('summary') ?? item) : item;
}

/** @param {number} by */
function move(by) {
  const shown = items.filter((item) => item.checkVisibility());
  const current = shown.findIndex((item) => item.contains(document.activeElement));
  const next = shown[current < 0 ? (by > 0 ? 0 : shown.length - 1) : current + by];
  if (next !== undefined) handle(next).focus();
}

/** Enter on an item that is no button itself. */
function openItem() {
  const item = document.activeElement;
  if (!(item instanceof HTMLElement) || item.dataset.item === undefined) return;
  const link = item.querySelector('a.link');
  const fold = item.querySelector('details');
  if (link instanceof HTMLElement) link.click();
  else if (fold !== null) fold.open = !fold.open;
}

/** @type {Readonly<Record<string, (event: KeyboardEvent) => void>>} */
const KEYS = {
  '/': (event) => {
    event.preventDefault();
    field('search').focus();
  },
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: (event) => moveFromItem(event, 1),
  ArrowUp: (event) => moveFromItem(event, -1),
  Enter: openItem,
  Escape: clear,
};

/** Elsewhere these keys scroll. @param {KeyboardEvent} event @param {number} by */
function moveFromItem(event, by) {
  if (!items.some((item) => handle(item) === document.activeElement)) return;
  event.preventDefault();
  move(by);
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { target } = event;
  if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) {
    if (event.key !== 'Escape') return;
    target.value = '';
    target.blur();
    changed();
  } else KEYS[event.key]?.(event);
});

/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
for (const name of FILTERS)
  field(name).addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(changed, 100);
  });
document.getElementById('clear')?.addEventListener('click', clear);
document.getElementById('open')?.addEventListener('click', () => {
  const changes = items.flatMap((item) => (item instanceof HTMLDetailsElement && !item.hidden ? [item] : []));
  const isClosed = changes.some((item) => !item.open);
  for (const item of changes) item.open = isClosed;
});
document.addEventListener('toggle', () => highlight(field('search').value.trim().toLowerCase()), true);
window.addEventListener('hashchange', readAddress);
document.getElementById('all-clusters')?.append(...[...allClusters].sort().map((name) => new Option(name)));
for (const part of document.querySelectorAll('.scripted')) if (part instanceof HTMLElement) part.hidden = false;
readAddress();
