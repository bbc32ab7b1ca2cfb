package io.maregistry.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Takes all that is registered off the list as the first thing when the application ends: at the event that comes before
 * any phase of the life cycle is stopped, and before other listeners of it. Before, it has the calls taken off for up to {@code
 * drain}; where not everybody has confirmed that, it lets {@code stop-delay} go by, for those who have yet to hear of it. On the thread that closes the application.
 */
final class Leaving implements ApplicationListener<ContextClosedEvent>, Ordered {

    private final MaRegistryServiceRegistry registry;
    private final ObjectProvider<AutoRegistration> own;
    private final MaRegistryProperties.Register properties;
    private final ApplicationContext application;

    Leaving(
            MaRegistryServiceRegistry registry,
            ObjectProvider<AutoRegistration> own,
            MaRegistryProperties properties,
            ApplicationContext application) {
        this.registry = registry;
        this.own = own;
        this.properties = properties.register();
        this.application = application;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() != application) {
            return; // those of child applications come here, too
        }
        own.ifAvailable(AutoRegistration::end);
        if (registry.leave(properties.drain())) {
            after(properties.stopDelay()).join();
        }
    }

    /** Done when that time has gone by; at once where it is zero. */
    static CompletableFuture<Void> after(Duration delay) {
        return delay.isZero()
                ? CompletableFuture.completedFuture(null)
                : new CompletableFuture<Void>().completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    /** What follows waits for this. */
    @Override
    public boolean supportsAsyncExecution() {
        return false;
    }
}
