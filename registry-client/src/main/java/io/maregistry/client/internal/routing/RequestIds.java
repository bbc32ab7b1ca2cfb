package io.maregistry.client.internal.routing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.model.RequestId;
import java.util.random.RandomGenerator;

/**
 * Names for writes. The cluster remembers the last 4,096 of one client, and runs none that lies before them; so a random
 * client name is used for fewer than that many, and the slowest write among thousands is still known.
 */
final class RequestIds {

    private static final int NUMBERS_PER_NAME = 4_000;

    private final RandomGenerator random;

    @GuardedBy("this")
    private RequestId next;

    RequestIds(RandomGenerator random) {
        this.random = random;
        this.next = fresh();
    }

    /** The id of the first of {@code count} writes, at most 1,000. */
    synchronized RequestId take(int count) {
        if (next.sequence() + count > NUMBERS_PER_NAME) {
            next = fresh();
        }
        RequestId first = next;
        next = first.plus(count);
        return first;
    }

    private RequestId fresh() {
        return new RequestId(random.nextLong(), random.nextLong(), 0);
    }
}
