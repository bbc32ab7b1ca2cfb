package io.maregistry.server.check;

import io.maregistry.model.HealthCheck;

/**
 * An instance that this node asks.
 *
 * @param handle of its stay in the list
 * @param host its own: a DNS name or an address without brackets
 * @param check what it wants to be asked
 * @param standing the verdict that was reached before this node began to ask
 */
public record Checked(long handle, String host, HealthCheck check, Verdict standing) {

    boolean asksLike(Checked other) {
        return host.equals(other.host) && check.equals(other.check);
    }
}
