// Numbers for the ear: names digit by digit, quantities as they are.

const DIGITS = "零一二三四五六七八九";
const EMERGENCY = ["110", "112", "113", "117", "119", "120", "122", "165", "911", "992", "993", "999"];
// What is called by a number: 打110, 工号0012, 验证码是…
const CALLED =
  /(?:电话|電話|热线|熱線|专线|專線|拨打|撥打|致电|致電|拨|撥|打|[工编編单單尾卡账帳股]号|[工編單尾卡帳]號|号码|號碼|码|碼|回执|回執)[是为為：:\s“「（(]*$/;
const QUANTITY = /^\s*(?:[元块塊万萬亿億次年月日天岁歲%％多余餘港美澳]|小[时時]|分[钟鐘])/;
/** What follows a quantity, as a piece of an expression; not 95588分行, not 96110人工. */
export const UNITS =
  "[元块塊角钱錢万萬亿億千百年月日天个個条條款项項次位名岁歲周週倍期笔筆份家种種类類章节節页頁字级級折层層步点點时時秒季代张張" +
  "起件度米斤克届屆轮輪台部多余餘%％‰到至乘港美澳欧歐英]|分(?![行局支公])|人(?!工)|小[时時]|工作日";
const COUNTED = new RegExp(`^\\s*(?:${UNITS})`);

/** 12378 → 一 二 三 七 八: apart, so that no voice makes a quantity of them; groups are parted by a pause. */
export const digits = (said) => groups(said).map(words).join("，");

const words = (group) => [...group].map((sign) => DIGITS[sign] || sign.toUpperCase()).join(" ");

function groups(said) {
  const found = said.match(/\d+/g) || [];
  if (found.length !== 1 || found[0].length < 7) return found;
  const run = found[0];
  const first = run.length % 4;
  return [run.slice(0, first), ...(run.slice(first).match(/\d{4}/g) || [])].filter(Boolean);
}

/** A receipt or a query code letter by letter; words and what is not a code stay. */
export function spell(said) {
  const plain = said.replace(/-/g, "");
  const parts = said.split("-");
  const mixed = /\d/.test(plain) && /[A-Za-z]/.test(plain) && plain.length >= 6;
  const receipt = parts.length > 1 && /^[A-Z0-9]{8,}$/.test(plain) && /[A-Z]/.test(plain);
  return mixed || receipt ? parts.map(words).join("，") : said;
}

/** One figure where it stands in a text: for String.replace. */
export function number(said, offset, whole) {
  const before = whole.slice(Math.max(0, offset - 12), offset);
  const after = whole.slice(offset + said.length);
  return named(said, before, after) ? ` ${digits(said)} ` : said.replace(/,/g, "");
}

function named(said, before, after) {
  if (/[.,]/.test(said) || before.endsWith("第")) return false;
  if (/^0\d/.test(said)) return true;
  if (said.length > 2 && CALLED.test(before)) return !QUANTITY.test(after);
  if (COUNTED.test(after) || (/^\s*[号號]/.test(after) && said.length < 5)) return false;
  if (said.length === 4) return !said.endsWith("00");
  return said.length > 4 || EMERGENCY.includes(said);
}

/** 3 → 第三步; 12 → 第十二步. */
export const step = (count) => `第${ordinal(count)}步`;

export function ordinal(count) {
  const tens = Math.floor(count / 10);
  const ones = count % 10;
  return count < 10 ? DIGITS[count] : `${tens > 1 ? DIGITS[tens] : ""}十${ones ? DIGITS[ones] : ""}`;
}
