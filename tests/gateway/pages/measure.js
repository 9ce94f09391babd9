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

  /** The lowest contrast of a text against the nearest painted ground, as WCAG computes it. */
  contrast() {
    const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
    const light = (colour) =>
      colour
        .slice(0, 3)
        .map((v) => v / 255)
        .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = (node) => {
      for (; node; node = node.parentElement) {
        const colour = channels(getComputedStyle(node).backgroundColor);
        if (colour.length === 3 || colour[3] > 0) return colour;
      }
      return [255, 255, 255];
    };
    return this.texts()
      .map(([node, text]) => {
        const [a, b] = [light(channels(getComputedStyle(node).color)), light(ground(node))];
        return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), text];
      })
      .sort((a, b) => a[0] - b[0])[0];
  },

  /** The smallest thing to tap: its shorter side in CSS pixels. */
  target() {
    const kinds = "button, summary, textarea, label:has(input), nav a, .hotlines a, a.danger, a.primary";
    return [...document.querySelectorAll(kinds)]
      .filter((node) => node.checkVisibility({ visibilityProperty: true }))
      .map((node) => [node.getBoundingClientRect(), node.textContent.trim()])
      .map(([box, text]) => [Math.min(box.width, box.height), text])
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

  /** What is too narrow for its own text. */
  cut() {
    return [...document.querySelectorAll("button, .bubble, summary")]
      .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1)
      .map((node) => node.textContent);
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
