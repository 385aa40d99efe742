// The vendored libraries are served beside our scripts; their types come with their packages.
// Nothing of this folder is shipped to the browser.   第三方库的类型

declare module '*/vendor/idb/index.js' {
  export * from 'idb';
}

declare module '*/vendor/zxing-wasm/reader/index.js' {
  export * from 'zxing-wasm/reader';
}
