"""What LiteLLM's proxy loads: keys with their owners and budgets, as its database would have them, and a guardrail."""

from fastapi import HTTPException
from litellm.integrations.custom_guardrail import CustomGuardrail
from litellm.proxy._types import LitellmUserRoles, UserAPIKeyAuth

TEAM = {"team_id": "t1", "team_alias": "search", "team_spend": 7.0, "team_max_budget": 10.0}
KEYS = {
    "sk-alice": {
        "key_alias": "alice's laptop",
        "user_id": "alice",
        "user_email": "alice@acme.io",
        "max_budget": 2.0,
        "spend": 1.5,
        **TEAM,
    },
    "sk-bob": {
        "key_alias": "bob's laptop",
        "user_id": "bob",
        "user_email": "bob@acme.io",
        "max_budget": 2.0,
        "spend": 0.5,
        **TEAM,
    },
    "sk-prometheus": {"user_role": LitellmUserRoles.PROXY_ADMIN},
}


async def sign_in(request, api_key):
    if api_key not in KEYS:
        raise HTTPException(status_code=401, detail="an unknown key")
    return UserAPIKeyAuth(api_key=api_key, **KEYS[api_key])


class Guard(CustomGuardrail):
    async def async_pre_call_hook(self, user_api_key_dict, cache, data, call_type):
        text = str(data.get("messages"))
        if "password" in text:
            raise HTTPException(status_code=400, detail="no secrets")
        if "riddle" in text:
            raise RuntimeError("the guardrail does not know")
        return data
