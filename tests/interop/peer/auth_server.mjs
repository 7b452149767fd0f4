// SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
// SPDX-License-Identifier: EUPL-1.2
//
// An authorization server for tests, on loopback: the certified oidc-provider, with what a homeserver that leaves
// accounts to it needs besides (introspection with a shared secret, users and devices put onto the homeserver).
//
//   node auth_server.mjs PORT SECRET
//
// One JSON line on stdout when it listens. Tests settle it with POST /test (JSON, all fields optional):
//   homeserver: where users and devices are put     lifetime: seconds of access tokens
//   lenient: refresh tokens stay good until the new access token was used (else they work once)
//   registration: false: dynamic registration is refused     lies: fields that replace those of the metadata
// GET /test: {clients, registrations, tokens, refreshes, introspections, pages}. POST /test/forget: all clients are gone.
// POST /test/end {device}: the session of a device is over, and the device gone.  {tokens_only: true}: the device stays.

import { createServer } from "node:http";
import Provider from "oidc-provider";
import { createMemoryAdapter } from "oidc-provider/lib/adapters/memory_adapter.js";
import instance from "oidc-provider/lib/helpers/weak_cache.js";

const [port, secret] = [Number(process.argv[2]), process.argv[3]];
const issuer = `http://127.0.0.1:${port}`;
const settings = { homeserver: "", lifetime: 300, lenient: true, registration: true, lies: {} };
const seen = { registrations: [], tokens: 0, refreshes: 0, introspections: 0, pages: [] };
const memory = createMemoryAdapter();
const clients = new Map();
const grants = new Map(); // device id -> { grant, user }
const pending = new Map(); // grant id -> refresh tokens that were exchanged

class Adapter {
    constructor(name) {
        this.name = name;
        this.inner = memory(name);
    }
    async upsert(id, payload, expiresIn) {
        if (this.name === "Client") clients.set(id, payload);
        return this.inner.upsert(id, payload, expiresIn);
    }
    async find(id) {
        return this.name === "Client" ? clients.get(id) : this.inner.find(id);
    }
    findByUid(uid) {
        return this.inner.findByUid(uid);
    }
    findByUserCode(code) {
        return this.inner.findByUserCode(code);
    }
    async consume(id) {
        if (this.name === "RefreshToken" && settings.lenient) {
            const { grantId } = await this.inner.find(id);
            pending.set(grantId, [...(pending.get(grantId) ?? []), id]);
            return;
        }
        await this.inner.consume(id);
    }
    destroy(id) {
        return this.inner.destroy(id);
    }
    revokeByGrantId(id) {
        return this.inner.revokeByGrantId(id);
    }
}

const provider = new Provider(issuer, {
    adapter: Adapter,
    clients: [],
    scopes: ["openid", "profile", "email", "urn:matrix:client:api:*"],
    claims: { openid: ["sub"], profile: ["name", "preferred_username"] },
    cookies: { keys: [secret] },
    jwks: undefined,
    features: {
        devInteractions: { enabled: false },
        registration: { enabled: true },
        revocation: { enabled: true },
        deviceFlow: { enabled: true },
        userinfo: { enabled: true },
    },
    discovery: {
        account_management_uri: `${issuer}/account`,
        account_management_actions_supported: [
            "org.matrix.profile",
            "org.matrix.sessions_list",
            "org.matrix.session_view",
            "org.matrix.session_end",
            "org.matrix.cross_signing_reset",
            "org.matrix.account_deactivate",
        ],
    },
    ttl: {
        AccessToken: () => settings.lifetime,
        RefreshToken: 86400,
        AuthorizationCode: 60,
        DeviceCode: 600,
        Interaction: 600,
        Session: 86400,
        Grant: 86400,
        IdToken: 300,
    },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    findAccount: async (_ctx, id) => ({
        accountId: id,
        claims: async () => ({ sub: id, name: id[0].toUpperCase() + id.slice(1), preferred_username: id }),
    }),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
});

const page = (ctx, title, body) => {
    seen.pages.push(title);
    ctx.type = "html";
    ctx.body = `<!DOCTYPE html><title>${title}</title><h1>${title}</h1>${body}`;
};

async function body(ctx) {
    let text = "";
    for await (const chunk of ctx.req) text += chunk;
    return ctx.is("json") ? JSON.parse(text || "{}") : Object.fromEntries(new URLSearchParams(text));
}

// Scopes name devices, and this server has to know each scope that it grants.
const known = instance(provider).configuration.scopes;
const learn = (scope) => (scope ?? "").split(" ").forEach((each) => each.startsWith("urn:matrix:client:device:") && known.add(each));
const deviceOf = (scope) => (scope ?? "").split(" ").find((each) => each.startsWith("urn:matrix:client:device:"))?.slice(25);

async function tellHomeserver(what, content) {
    if (!settings.homeserver) return;
    const answer = await fetch(`${settings.homeserver}/_synapse/mas/${what}`, {
        method: "POST",
        headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
        body: JSON.stringify(content),
    });
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
}

async function end(device, tokensOnly) {
    const session = grants.get(device);
    if (!session) return false;
    for (const model of ["AccessToken", "RefreshToken", "AuthorizationCode"]) await memory(model).revokeByGrantId(session.grant);
    await memory("Grant").destroy(session.grant);
    if (!tokensOnly) await tellHomeserver("delete_device", { localpart: session.user, device_id: device });
    return true;
}

async function control(ctx) {
    if (ctx.path === "/test/forget") {
        clients.clear();
    } else if (ctx.path === "/test/end") {
        const { device, tokens_only } = await body(ctx);
        ctx.status = (await end(device, tokens_only)) ? 200 : 404;
    } else if (ctx.method === "POST") {
        Object.assign(settings, await body(ctx));
    }
    ctx.body = { ...seen, clients: [...clients.keys()], settings };
}

async function introspect(ctx) {
    if (ctx.get("authorization") !== `Bearer ${secret}`) ctx.throw(401);
    const { token } = await body(ctx);
    seen.introspections += 1;
    const found = await provider.AccessToken.find(token);
    if (!found) {
        ctx.body = { active: false };
        return;
    }
    for (const id of pending.get(found.grantId) ?? []) await memory("RefreshToken").consume(id).catch(() => {});
    pending.delete(found.grantId);
    const { accountId, scope, clientId, remainingTTL } = found;
    ctx.body = { active: true, sub: accountId, username: accountId, scope, client_id: clientId, expires_in: remainingTTL };
}

async function interaction(ctx) {
    const details = await provider.interactionDetails(ctx.req, ctx.res);
    const { prompt, params, session } = details;
    const action = `action="/interaction/${details.uid}" method="post"`;
    if (ctx.method === "GET") {
        if (prompt.name === "login") {
            page(ctx, "login", `<form ${action}><input name="user"><input name="password" type="password"><button>in</button></form>`);
        } else {
            page(ctx, "consent", `<form ${action}><input type="hidden" name="consent" value="yes"><button>allow</button></form>`);
        }
        return;
    }
    const fields = await body(ctx);
    let result;
    if (fields.consent === "no" || fields.user === "") {
        result = { error: "access_denied", error_description: "no" };
    } else if (prompt.name === "login") {
        await tellHomeserver("provision_user", { localpart: fields.user, set_displayname: fields.user[0].toUpperCase() + fields.user.slice(1) });
        result = { login: { accountId: fields.user } };
    } else {
        const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
        grant.addOIDCScope(params.scope);
        result = { consent: { grantId: await grant.save() } };
    }
    const where = await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: true });
    ctx.status = 303;
    ctx.redirect(where);
}

async function oauth(ctx, next) {
    if (ctx.path === "/auth") learn(ctx.query.scope);
    if (ctx.path === "/device/auth") {
        ctx.req.body = await body(ctx);
        learn(ctx.req.body.scope);
    }
    if (ctx.path === "/reg" && !settings.registration) {
        ctx.status = 403;
        ctx.body = { error: "access_denied" };
        return;
    }
    let ending;
    if (ctx.path === "/token/revocation") {
        ctx.req.body = await body(ctx);
        const { token } = ctx.req.body;
        const found = (await provider.RefreshToken.find(token)) ?? (await provider.AccessToken.find(token));
        ending = found && deviceOf(found.scope);
    }
    await next();
    if (ctx.path === "/.well-known/openid-configuration") {
        ctx.body = { ...ctx.body, ...settings.lies };
    } else if (ctx.path === "/reg" && ctx.status === 201) {
        seen.registrations.push(ctx.oidc.body);
    } else if (ctx.path === "/token" && ctx.status === 200) {
        const { AccessToken, RotatedRefreshToken } = ctx.oidc.entities;
        const device = deviceOf(AccessToken.scope);
        seen.tokens += 1;
        if (RotatedRefreshToken) seen.refreshes += 1;
        if (device) {
            grants.set(device, { grant: AccessToken.grantId, user: AccessToken.accountId });
            await tellHomeserver("upsert_device", { localpart: AccessToken.accountId, device_id: device });
        }
    } else if (ending && ctx.status === 200) {
        await end(ending, false);
    }
}

provider.use(async (ctx, next) => {
    if (ctx.path.startsWith("/test")) return control(ctx);
    if (ctx.path === "/oauth2/introspect") return introspect(ctx);
    if (ctx.path.startsWith("/interaction/")) return interaction(ctx);
    if (ctx.path === "/account") return page(ctx, "account", `<p>${JSON.stringify(ctx.query)}</p>`);
    return oauth(ctx, next);
});
provider.on("server_error", (_ctx, error) => console.error(error));

createServer(provider.callback()).listen(port, "127.0.0.1", () => console.log(JSON.stringify({ issuer })));
process.stdin.on("end", () => process.exit(0)).resume();
