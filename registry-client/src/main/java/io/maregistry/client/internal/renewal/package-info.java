/**
 * Keeps what this process has registered in the list: one stream of renewals for all instances, and a new registration for
 * each that the registry does not know any more.
 *
 * <p>{@link io.maregistry.client.internal.renewal.Renewals} is the way in. Every 100 ms a tick looks whether a stay is due,
 * and then sends it and all that are due within half a second in one message, at most 4,096 and 512 KiB; each stay is due
 * once in the interval that the registry asked for, at first at a random place of it. A message that is not answered within that interval, or a stream that ends, lets all of its stays be
 * due at once on another node. One queue in the order of the due times serves any number of stays: no timer for each.
 *
 * <p>One lock guards all of it, that of {@code Renewals}; nothing that blocks is done under it, no call is made and no
 * future completed. Users' listeners run on a thread of their own ({@code Telling}): a slow one holds up no renewal.
 */
@NullMarked
package io.maregistry.client.internal.renewal;

import org.jspecify.annotations.NullMarked;
