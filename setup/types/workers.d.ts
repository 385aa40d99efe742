// What the server writes above the service worker (pandian/interfaces/phone/release.py).   发布件

/** One release of the phone: its digest, where it is served, and every file with what must come. */
declare const RELEASE: {
  digest: string;
  root: string;
  folder: string;
  files: [url: string, integrity: string][];
};

/** The types of Emscripten ask for the page's one; a worker has its own. */
type Navigator = WorkerNavigator;
