import type { Json } from '../../data/json.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts';
import type { Path } from './path.ts';

/** A value of which every part knows its position in the file. */
export interface InputDocument {
  readonly file: string;
  readonly value: Json;
  /** Whether the file itself has something at the path. */
  has(path: Path): boolean;
  /** A diagnostic at the path: at its key or its value, or at the nearest parent that the file has. */
  diagnose(at: 'key' | 'value', path: Path, code: DiagnosticCode, message: string, hint?: string): Diagnostic;
  /** How many steps of the path the file follows. */
  depthOf(path: Path): number;
  position(path: Path): Position;
}

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}
