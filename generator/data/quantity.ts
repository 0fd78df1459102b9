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
  return typeof value === 'string' && amountIn(value) !== undefined;
}

/** The value of a quantity such as `512Mi` in its base unit: bytes, or processors. */
export function amountOf(quantity: string): number {
  const amount = amountIn(quantity);
  if (amount === undefined) throw new Error(`${quantity} is not a Kubernetes quantity`);
  return amount;
}

function amountIn(text: string): number | undefined {
  const [, digits = '', suffix = ''] = /^([\d.]+)([A-Za-z]*)$/.exec(text) ?? [];
  const factor = FACTORS[suffix];
  return digits === '' || factor === undefined ? undefined : Number(digits) * factor;
}
