// The form in which codes are compared.   比对
// Twin of match_key in pandian/codes/rules.py (NFKC, case-folded); the raw text is kept.

/** Letters whose small form is not what Unicode folds them to. */
const CHEROKEE = /[\u13a0-\u13fd\uab70-\uabbf]/;

/**
 * Fold the case of a text, as `str.casefold` does.
 * @param {string} text @returns {string}
 */
function caseFold(text) {
  let folded = "";
  for (const each of text) {
    if (each === "ı") folded += each;
    else if (each === "ẞ") folded += "ss";
    else if (CHEROKEE.test(each)) folded += each.toUpperCase();
    else for (const large of each.toUpperCase()) folded += large.toLowerCase();
  }
  return folded;
}

/**
 * Return the form in which codes are compared.
 * @param {string} text @returns {string}
 */
export function matchKey(text) {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
  return caseFold(caseFold(text.normalize("NFD")).normalize("NFKC")).normalize("NFKC");
}
