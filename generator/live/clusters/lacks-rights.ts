/**
 * Whether an API server refuses for want of rights, by the status and the message of its answer. It names who may not
 * (kubernetes/kubernetes:staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go, forbiddenMessage); a policy, whose
 * refusal has the same status, says why nobody may.
 */
export function lacksRights(status: number, said: string): boolean {
  return status === 403 && /(?:^|: )User "[^"]*" cannot /.test(said);
}
