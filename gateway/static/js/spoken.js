// What a voice is given to say: a number that is a name digit by digit, a quantity as it is; no signs, no links.
// Nothing here looks behind in an expression: older browsers would refuse the whole file.

import { UNITS, digits, number, ordinal, spell } from "./numerals.js";

// About ten seconds: browsers' distant voices fall silent in longer ones.
const LONG = 40;
const END = /(?:[。！？；…]+|[!?;](?=\s|$)|\n)[”’」』）)】》"\s]*/g;
const PAUSE = /[，、：](?!\d)/g;

/** Where the sentences of a text begin and end: [[0, 12], [12, 30], …]; long ones are parted at a comma. */
export function sentences(text) {
  const out = [];
  let start = 0;
  const close = (end) => {
    if (text.slice(start, end).trim()) out.push(...parted(text, start, end));
    start = end;
  };
  for (const found of text.matchAll(END)) close(found.index + found[0].length);
  close(text.length);
  return out;
}

function parted(text, start, end) {
  const out = [];
  while (end - start > LONG) {
    const cut = start + breath(text.slice(start, end));
    if (cut >= end) break;
    out.push([start, cut]);
    start = cut;
  }
  return [...out, [start, end]];
}

/** The last comma in reach; where there is none the next one, and where that is far any place between two signs. */
function breath(text) {
  const pauses = [...text.matchAll(PAUSE)].map((found) => found.index + 1);
  const fits = pauses.filter((at) => at <= LONG);
  if (fits.length) return fits[fits.length - 1];
  if (pauses[0] <= 2 * LONG) return pauses[0];
  let at = LONG;
  while (/[\w\d.,\-\udc00-\udfff]/.test(text[at] || "")) at += 1;
  return at;
}

const DATE = /(^|\D)((?:19|20)\d\d)[-/.](1[0-2]|0?[1-9])[-/.](3[01]|[12]\d|0?[1-9])(?!\d)/g;
const CLOCK = /(^|\D)([01]?\d|2[0-4])[:：]([0-5]\d)(?!\d)/g;
const MONEY = /(HK|NT|US|MOP)?([$¥￥])\s?(\d[\d,]*(?:\.\d+)?)([万萬亿億]?)元?/g;
const RANGE = new RegExp(`(\\d[\\d,.]{0,9}%?)\\s*[-–—~～]\\s*(?=\\d[\\d,.]{0,9}\\s*(?:${UNITS}))`, "g");
const RANGE_OF_UNITS = /([年月日天元时時点點%])\s*[-–—~～]\s*(?=\d)/g;
const TELEPHONE = new RegExp(`\\+?\\(?\\d{1,8}\\)?(?:[- ]\\(?\\d{2,8}\\)?)+(?!\\d)(?!\\s*(?:${UNITS}))`, "g");
const CODE = /[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*/g;
const LINK = /(?:https?:\/\/|www\.)[\w\-./?%&=#:@+~]+|[\w.\-]+@[\w.\-]+|(?:[\w-]+\.)+(?:cn|com|net|org|gov|hk|mo|tw)(?![a-z])(?:\/[\w\-./?%&=#]*)?/gi;
const FIGURE = /\d+(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?/g;

/** A text as it is to be said; script only decides how the few words put in are written. */
export function spoken(text, script = "zh-Hans") {
  const hant = script.startsWith("zh-Hant");
  const hour = hant ? "點" : "点";
  return tidy(
    text
      .replace(/[０-９Ａ-Ｚａ-ｚ％＋－]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
      .replace(LINK, "，")
      .replace(DATE, (all, before, year, month, day) => `${before}${year}年${+month}月${+day}日`)
      .replace(CLOCK, (all, before, at, minutes) => `${before}${+at}${hour}${past(minutes)}`)
      .replace(MONEY, (all, place = "", sign, amount, many) => money(place + sign, amount.replace(/,/g, "") + many, hant))
      .replace(RANGE_OF_UNITS, "$1到")
      .replace(RANGE, "$1到")
      .replace(TELEPHONE, (said) => (said.replace(/\D/g, "").length < 7 ? said : ` ${digits(said)} `))
      .replace(CODE, spell)
      .replace(/[①-⑳]/g, (sign) => `，${ordinal(sign.charCodeAt(0) - 0x245f)}，`)
      .replace(/(\d)[·・](\d+)/g, (all, month, day) => ` ${digits(month + day)} `)
      .replace(/(\d)\s*[×xX]\s*(?=\d)/g, "$1乘")
      .replace(/\d+\*{2,}\d*/g, (said) => ` ${digits(said)} `)
      .replace(FIGURE, number),
  );
}

const past = (minutes) => (minutes === "00" ? "" : `${minutes.replace(/^0/, "零")}分`);

function money(sign, amount, hant) {
  if (sign === "NT$") return `${hant ? "新臺幣" : "新台币"}${amount}元`;
  if (sign === "MOP$") return `${amount}${hant ? "澳門元" : "澳门元"}`;
  return amount + ({ "HK$": "港元", "$": "美元", "US$": "美元" }[sign] || "元");
}

/** Brackets and dashes are a pause; quotation marks, emoji and other signs are nothing. */
function tidy(text) {
  return text
    .replace(/[“”"‘’'「」『』《》〈〉]/g, "")
    .replace(/[（）()[\]【】〔〕{}–—…|/\\]+/g, "，")
    .replace(/[^\p{L}\p{N}\s，。！？；：、,.!?;:%]/gu, " ")
    .replace(/\s+/g, " ")
    .replace(/ (?=[，。！？；：、])/g, "")
    .replace(/，[，、 ]+/g, "，")
    .replace(/，(?=[。！？；：、])/g, "")
    .replace(/([。！？；：、])，/g, "$1")
    .replace(/^[\s，、：；。.]+|[\s，、]+$/g, "");
}
