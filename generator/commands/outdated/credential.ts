/** What a registry knows a user by. Never printed. */
export interface Account {
  readonly username: string;
  readonly password: string;
}

/** An account, or what a registry gives access tokens for. */
export type Credential = Account | { readonly refreshToken: string };
