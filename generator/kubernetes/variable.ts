/** A variable of a container whose value is not a secret; a type, because an interface is not JSON to the compiler. */
export type Variable = Readonly<{ name: string; value: string }>;
