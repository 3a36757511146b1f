const BILLION = 1_000_000_000n;
const DIGITS = 9;

/** An amount of the installation's currency as a decimal, without trailing zeros. @param billionths a whole number */
export function decimalAmount(billionths: bigint): string {
  const fraction = String(billionths % BILLION)
    .padStart(DIGITS, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(billionths / BILLION) : `${billionths / BILLION}.${fraction}`;
}
