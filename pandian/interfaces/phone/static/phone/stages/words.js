// Every word of the stage nodes, in Chinese and in English; fetched with them only.   作业用词

import { side } from "../words.js";

/** @type {Record<string, [string, string]>} */
export const STAGE_WORDS = {
  title: ["单据作业", "Stage work"],
  open_documents: ["待做 {0} 张", "To do: {0}"],
  none_open: ["现在没有要做的单据", "No document waits now"],
  none_how: ["单据在电脑上开，到这里做。", "Documents are opened at the desk and done here."],
  find: ["扫单据上的货位，或输入单号", "Scan a bin of it, or type its number"],
  refresh: ["刷新", "Refresh"],
  as_of: ["截至 {0}", "As of {0}"],
  never: ["还没有下载过单据", "Documents were never downloaded"],
  unreached: [
    "联系不上服务器；这里是已经下载的", "No answer from the server: this is what was downloaded",
  ],
  lines_n: ["{0} 行", "{0} lines"],
  waits_n: ["{0} 步待传", "{0} steps to send"],
  refused: ["被拒", "refused"],
  saved: ["已保存，待传", "saved, not sent"],
  uploaded: ["已完成：{0}", "done: {0}"],
  held: ["属于此前的登记，不能上传", "of an earlier enrolment: cannot be sent"],
  what: ["做什么", "What to do"],
  at_desk: ["“{0}”要签名，请到电脑上做", "'{0}' needs a signature: do it at the desk"],
  nothing_to_do: ["这张单据现在没有可在手机上做的事", "Nothing to do here on the phone now"],
  not_loaded: ["这张单据还没有下载到本机", "This document is not on this phone yet"],
  target: ["放到", "Put into"],
  source: ["取自", "Take from"],
  scan_bin: ["扫货位", "Scan the bin"],
  scan_goods: ["扫货物，或点下面的行", "Scan the goods, or tap a line"],
  other_bin: ["换货位", "Another bin"],
  was_empty: ["放之前是空的", "It was empty before"],
  now_empty: ["拿完已空", "It is empty now"],
  empty_said: ["已说明为空 ✓", "Said to be empty ✓"],
  quantity: ["数量（{0}）", "Quantity ({0})"],
  remainder: ["余量（可不填）", "What is left (may stay blank)"],
  less: ["减一", "One less"],
  more: ["加一", "One more"],
  take_it: ["记下", "Record"],
  recorded: ["已记：{0} × {1}", "Recorded: {0} × {1}"],
  bin_is: ["货位 {0}", "Bin {0}"],
  not_in_document: ["{0} 不在这张单据上", "{0} is not on this document"],
  unknown: ["不认识的码：{0}", "Unknown code: {0}"],
  bin_first: ["先扫货位", "Scan the bin first"],
  whole_number: ["数量应为 {0} 以上的整数", "A whole number from {0} on is wanted"],
  more_than_left: ["这一行还剩 {0}", "{0} are left on this line"],
  serial_again: ["序列号 {0} 已记过", "Serial {0} is recorded already"],
  blind: ["盲复核：清点包裹，写下看到的数量", "Blind check: count the parcel, say what is in it"],
  counted_so_far: ["已清点 {0}", "Counted: {0}"],
  done_of: ["{0} / {1}", "{0} of {1}"],
  so_far: ["已记 {0} 条", "Recorded: {0}"],
  remove: ["删去", "Remove"],
  measure: ["记为", "As"],
  lot: ["批号 {0}", "Lot {0}"],
  serial: ["序列号 {0}", "Serial {0}"],
  finish: ["提交：{0}", "Submit: {0}"],
  papers: ["凭据", "Papers"],
  reason: ["原因", "Reason"],
  needed: ["必填", "needed"],
  nothing_recorded: ["还没有记下数量", "No quantity is recorded yet"],
  step_saved: ["已保存在本机，正在上传", "Saved on this phone, being sent"],
  steps: ["这张单据的步骤", "Steps of this document"],
  again: ["改正后再交", "Put it right"],
  give_up: ["知道了，撤下", "Understood, take it off"],
  paper_delivery_note: ["随货同行单号", "Delivery note"],
  paper_transport: ["运输方式与温度", "Transport and temperature"],
  paper_handed_over_by: ["交货人", "Handed over by"],
  paper_result: ["结果", "Result"],
  paper_method: ["方式", "Method"],
  paper_photo: ["照片编号", "Photo"],
  paper_carrier: ["承运人", "Carrier"],
  paper_seal: ["封签号", "Seal"],
};

/** The word of a key with its {0} filled in. @param {string} key @param {...unknown} args */
export function s(key, ...args) {
  const text = STAGE_WORDS[key]?.[side()] ?? `⟦${key}⟧`;
  return text.replace(/\{(\d)\}/g, (_, n) => String(args[Number(n)] ?? ""));
}

/** The word of a label that the server sent. @param {{zh: string, en: string} | undefined} label */
export const spoken = (label) => label ? [label.zh, label.en][side()] : "";

/** What a paper is called: its word, else its own name. @param {string} name */
export const paper = (name) => STAGE_WORDS[`paper_${name}`] ? s(`paper_${name}`) : name;
