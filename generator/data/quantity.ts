/** Kubernetes quantities as numbers. */
const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Whether it is a text that `amountOf` takes: what a cluster says need not be one. */
export function isQuantity(value: unknown): value is string {
  const [, digits, suffix = ''] = typeof value === 'string' ? (/^([\d.]+)([A-Za-z]*)$/.exec(value) ?? []) : [];
  return digits !== undefined && FACTORS[suffix] !== undefined;
}

/** The value of a quantity such as `512Mi` in its base unit: bytes, or processors. */
export function amountOf(quantity: string): number {
  const [, digits = '', suffix = ''] = /^([\d.]+)([A-Za-z]*)$/.exec(quantity) ?? [];
  const factor = FACTORS[suffix];
  if (digits === '' || factor === undefined) throw new Error(`${quantity} is not a Kubernetes quantity`);
  return Number(digits) * factor;
}
