/**
 * Connections that this node opens to instances, whose addresses others wrote down. Nothing else may open one there.
 *
 * <p>{@link io.maregistry.server.outbound.Destinations} turns a host into an address and judges it by {@link
 * io.maregistry.server.outbound.AddressRules}; {@link io.maregistry.server.outbound.Outbound} connects to that very
 * address, so a name that means something else a moment later changes nothing. A {@link
 * io.maregistry.server.outbound.Call} bounds time and bytes, a {@link io.maregistry.server.outbound.Conversation} says
 * what is talked about. No proxy, no redirect, no connection kept.
 *
 * <p>Names are asked for on a few threads of their own ({@code outbound-dns-…}), all else runs on the shared event loops.
 * See {@code docs/design/checks.md}.
 */
@NullMarked
package io.maregistry.server.outbound;

import org.jspecify.annotations.NullMarked;
