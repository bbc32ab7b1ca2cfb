package io.maregistry.server.store.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A writer that runs one script at a time, each when the test lets it, so that two can be interleaved. */
final class SteppedWriter implements AutoCloseable {

    private final Semaphore mayGo = new Semaphore(0);
    private final Semaphore rests = new Semaphore(0);
    private final RegistryStore store;
    private final Thread thread;
    private volatile boolean isOver;
    private volatile boolean isDead;
    private volatile @Nullable RuntimeException failure;

    /** It rests before the first script of {@code work}. */
    SteppedWriter(RedisOfTheTest redis, Consumer<RegistryStore> work) {
        store = new RedisStore(new SteppedLink(redis.uri()), new RedisRegistryConfig(), System::currentTimeMillis);
        thread = new Thread(() -> run(work), "stepped writer");
        thread.start();
        rests.acquireUninterruptibly();
    }

    private void run(Consumer<RegistryStore> work) {
        try {
            work.accept(store);
        } catch (RuntimeException thrown) { // whatever it is, the test's thread looks at it
            failure = thrown;
        }
        isOver = true;
        rests.release();
    }

    /** Runs so many scripts, or as many as there are. */
    void step(int scripts) {
        for (int script = 0; script < scripts && !isOver; script++) {
            mayGo.release();
            rests.acquireUninterruptibly();
        }
    }

    /** Runs to the end. */
    void finish() {
        step(Integer.MAX_VALUE);
    }

    /** Nothing more is heard of it. */
    void die() {
        isDead = true;
        finish();
    }

    boolean isOver() {
        return isOver;
    }

    /** True where it got through, false where another writer was in its place; anything else is thrown. */
    boolean isDone() {
        RuntimeException thrown = failure;
        if (thrown instanceof StoreException refused && refused.kind() == StoreException.Kind.CONFLICT) {
            return false;
        }
        if (thrown != null) {
            throw thrown;
        }
        return true;
    }

    @Override
    public void close() {
        finish();
        store.close();
    }

    private final class SteppedLink extends RedisLink {

        SteppedLink(RedisURI uri) {
            super(() -> uri, new Patience(Duration.ofSeconds(5), Duration.ofSeconds(5)));
        }

        @Override
        RedisFuture<String> send(Script script, List<String> keys, List<String> arguments) {
            rests.release();
            mayGo.acquireUninterruptibly();
            if (isDead) {
                throw new StoreException(StoreException.Kind.UNREACHABLE, "dead");
            }
            RedisFuture<String> sent = super.send(script, keys, arguments);
            await(List.of(sent));
            return sent;
        }
    }
}
