// What the pages find on `window` besides the browser's own.   页面上的全局名

interface Window {
  /** The vendored htmx, of which we call these; absent where a page does not load it. */
  htmx?: {
    process(node: Node): void;
    ajax(method: string, address: string, options: { target: string }): Promise<void>;
  };
  /** The frame's own `fetch` while the trial page has put it out of reach. */
  pandianFetch?: typeof fetch;
}

interface DocumentEventMap {
  /** An answer of the server is about to be put into the page. */
  "htmx:before:swap": CustomEvent<{ ctx: { response?: Response, text: string } } | undefined>;
}
