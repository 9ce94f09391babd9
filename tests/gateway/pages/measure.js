// What the tests measure in the rendered page: an object of functions.
({
  texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode.parentElement;
      const shown = node.checkVisibility({ visibilityProperty: true }) && !node.closest(".hidden, .skip, script");
      if (shown && walker.currentNode.data.trim()) found.push([node, walker.currentNode.data.trim()]);
    }
    return found;
  },

  channels(colour) {
    return colour.match(/[\d.]+/g).map(Number);
  },

  /** Relative luminance, as WCAG computes it. */
  light(channels) {
    return channels
      .slice(0, 3)
      .map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  },

  /** The colour painted behind a node. */
  ground(node) {
    for (; node; node = node.parentElement) {
      const colour = this.channels(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  },

  /** The lowest contrast of a text against the nearest painted ground, as WCAG computes it. */
  contrast() {
    return this.texts()
      .map(([node, text]) => {
        const [a, b] = [this.light(this.channels(getComputedStyle(node).color)), this.light(this.ground(node))];
        return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), text];
      })
      .sort((a, b) => a[0] - b[0])[0];
  },

  /** All that can be operated, but links within a sentence; a label stands for its box. */
  operated() {
    const kinds = "a[href], button, summary, input:not([type=hidden]), select, textarea, label:has(input)";
    const inSentence = (node) =>
      node.matches("a") && getComputedStyle(node).display === "inline" && node.parentElement.textContent.trim() !== node.textContent.trim();
    return [...document.querySelectorAll(kinds)].filter(
      (node) => node.checkVisibility({ visibilityProperty: true }) && !node.matches("label input, .skip") && !inSentence(node),
    );
  },

  /** The smallest thing to tap: its shorter side in CSS pixels. */
  target() {
    return this.operated()
      .map((node) => [node.getBoundingClientRect(), node.outerHTML.slice(0, 90)])
      .map(([box, text]) => [Math.min(box.width, box.height), text])
      .sort((a, b) => a[0] - b[0])[0];
  },

  /** Operable things that lie over each other. */
  overlapping() {
    const boxes = this.operated().map((node) => [node, node.getBoundingClientRect()]);
    const still = (node) => node.closest(".dock, .bar, .chat .panel");
    const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return boxes.flatMap(([one, a], i) =>
      boxes
        .slice(i + 1)
        .filter(([other, b]) => still(one) === still(other) && over(a, b) && !one.contains(other) && !other.contains(one))
        .map(([other]) => `${one.outerHTML.slice(0, 60)} over ${other.outerHTML.slice(0, 60)}`),
    );
  },

  /** The lowest line height, in parts of the type size, of a text that breaks over lines. */
  leading() {
    const broken = (node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      const tops = [...range.getClientRects()].map((box) => Math.round(box.top));
      return Math.max(...tops) - Math.min(...tops) > 8;
    };
    return this.texts()
      .map(([node, text]) => [node, text, [...node.childNodes].find((child) => child.data?.trim() === text)])
      .filter(([, , child]) => child && broken(child))
      .map(([node, text]) => [getComputedStyle(node), text])
      .map(([style, text]) => [parseFloat(style.lineHeight) / parseFloat(style.fontSize), text])
      .sort((a, b) => a[0] - b[0])[0];
  },

  /** The lowest contrast of what shows where a control is: its line, or its ground, against what is around it. */
  edge() {
    const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const shown = (style) => parseFloat(style.borderBottomWidth) > 0 && style.borderBottomStyle !== "none";
    return this.operated()
      .filter((node) => node.matches("button, input:not([type=radio], [type=checkbox]), select, textarea, .primary, .cells a, .hotlines a"))
      .map((node) => [node, getComputedStyle(node)])
      .filter(([node, style]) => shown(style) || this.channels(style.backgroundColor)[3] !== 0)
      .map(([node, style]) => {
        const around = this.light(this.ground(node.parentElement));
        const seen = [this.light(this.ground(node))];
        if (shown(style)) seen.push(this.light(this.channels(style.borderBottomColor)));
        return [Math.max(...seen.map((own) => ratio(own, around))), node.outerHTML.slice(0, 90)];
      })
      .sort((a, b) => a[0] - b[0])[0];
  },

  /** The smallest type in CSS pixels. */
  type() {
    return this.texts()
      .map(([node, text]) => [parseFloat(getComputedStyle(node).fontSize), text])
      .sort((a, b) => a[0] - b[0])[0];
  },

  body() {
    const style = getComputedStyle(document.body);
    return [parseFloat(style.fontSize), parseFloat(style.lineHeight) / parseFloat(style.fontSize)];
  },

  /** What reaches beyond the right edge. */
  outside(width) {
    return [...document.querySelectorAll("body *")]
      .filter((node) => node.checkVisibility() && !node.closest(".hidden, .skip, svg"))
      .filter((node) => node.getBoundingClientRect().right > width + 0.5)
      .map((node) => node.outerHTML.slice(0, 100));
  },

  /** What is too narrow or too low for its own text. */
  cut() {
    return [...document.querySelectorAll("button, a, summary, label, p, li, h1, h2, dd, td, legend, .bubble")]
      .filter((node) => node.checkVisibility() && !node.closest(".hidden, .skip") && getComputedStyle(node).display !== "inline")
      .filter((node) => node.clientWidth > 1)
      .filter((node) => node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 4)
      .map((node) => node.outerHTML.slice(0, 120));
  },

  /** Put one look on the page: {mode, size, theme, spacing}. */
  wear(look) {
    Object.assign(document.documentElement.dataset, look);
  },

  /** All that is wrong with the layout in one look. */
  layout(width) {
    const large = document.documentElement.dataset.mode === "large";
    const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const [type, target, leading] = [this.type(), this.target(), this.leading()];
    const found = [];
    if (type[0] < root - 0.01 || root < (large ? 24 : 18)) found.push(`type ${type}`);
    if (target[0] < (large ? 60 : 44) - 0.01) found.push(`target ${target}`);
    if (leading && leading[0] < 1.499) found.push(`leading ${leading}`);
    if (document.documentElement.scrollWidth > width) found.push(`scrolls to ${document.documentElement.scrollWidth}`);
    return [...found, ...this.outside(width), ...this.cut(), ...this.overlapping()];
  },

  /** The same for many looks: {"the look": [what is wrong]} of those with faults. */
  layouts(looks, width) {
    return this.each(looks, () => this.layout(width));
  },

  /** All that is hard to see in many looks. */
  colours(looks, least) {
    return this.each(looks, (look) => {
      const [text, edge] = [this.contrast(), this.edge()];
      const needed = look.theme === "contrast" ? 12 : least;
      return [text[0] < needed && `contrast ${text}`, edge && edge[0] < 3 && `edge ${edge}`].filter(Boolean);
    });
  },

  each(looks, check) {
    const found = {};
    for (const look of looks) {
      this.wear(look);
      const faults = check(look);
      if (faults.length) found[JSON.stringify(look)] = faults;
    }
    return found;
  },

  /** Whether some of what has the focus can be seen. */
  focusSeen() {
    const node = document.activeElement;
    if (node === document.body) return true;
    const box = node.getBoundingClientRect();
    return [0.1, 0.5, 0.9].some((part) => {
      const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height * part);
      return hit && (node.contains(hit) || hit.contains(node));
    });
  },

  /** What has something else lying over its middle, or is out of the window. */
  covered(selector) {
    return [...document.querySelectorAll(selector)]
      .filter((node) => {
        const box = node.getBoundingClientRect();
        const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return !hit || !node.contains(hit);
      })
      .map((node) => node.textContent.trim());
  },

  /** Whether every outline of a focused thing can be seen against what is around it. */
  outlined() {
    const nodes = [document.activeElement, document.activeElement.closest("label, .tick")];
    return nodes.some((node) => node && getComputedStyle(node).outlineStyle !== "none");
  },

  /** The least space, in parts of the type size, between [letters, words, paragraphs]. */
  spacing() {
    const styles = this.texts().map(([node]) => getComputedStyle(node));
    const least = (what) => Math.min(...styles.map((style) => (parseFloat(style[what]) || 0) / parseFloat(style.fontSize)));
    const pairs = [...document.querySelectorAll("main p + p")]
      .filter((node) => node.checkVisibility() && node.previousElementSibling.checkVisibility())
      .filter((node) => !node.closest(".step, .notes, .card"))
      .map((node) => [node, node.getBoundingClientRect().top - node.previousElementSibling.getBoundingClientRect().bottom])
      .map(([node, gap]) => gap / parseFloat(getComputedStyle(node).fontSize));
    return [least("letterSpacing"), least("wordSpacing"), Math.min(9, ...pairs)];
  },

  /** Letters by this much larger and nothing else: what WeChat's own setting does on an iPhone. */
  enlarge(by) {
    const sizes = [...document.querySelectorAll("body *")].map((node) => [node, parseFloat(getComputedStyle(node).fontSize)]);
    for (const [node, size] of sizes) node.style.fontSize = `${size * by}px`;
  },

  /** What every page must have once, and how often it has it. */
  landmarks() {
    const kinds = ["h1", "main", "header", "nav.help", "[role=status]", ".mode", ".human"];
    return Object.fromEntries(kinds.map((kind) => [kind, document.querySelectorAll(kind).length]));
  },

  /** The spacing a reader may force on every page (WCAG 1.4.12). */
  spread() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }" +
        "p { margin-bottom: 2em !important }",
    );
    document.adoptedStyleSheets = [sheet];
  },
})
