package io.maregistry.spring;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.error.RegistryException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Registers the application when it is ready, so behind the start of its web server, and unregisters it as the first thing
 * when it stops: in the highest phase of all, while the web server still takes calls. It then lets {@code stop-delay} go
 * by before the next phase begins, for those who have yet to hear of it.
 *
 * <p>Neither of Spring Cloud's base class nor of the web server's event, which differ between the lines. The lock guards
 * what was decided, and is not held while the registry is waited for. Threads: Spring's, and the background thread.
 */
final class AutoRegistration
        implements AutoServiceRegistration, SmartLifecycle, ApplicationListener<ApplicationReadyEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(AutoRegistration.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final MaRegistryServiceRegistry registry;
    private final MaRegistryRegistration registration;
    private final KnownServices services;
    private final OwnInstance own;
    private final MaRegistryProperties.Register properties;
    private final ApplicationContext application;
    private final BackgroundThread thread;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private boolean isRunning;

    @GuardedBy("lock")
    private boolean isReady;

    @GuardedBy("lock")
    private @Nullable Future<?> retry;

    AutoRegistration(
            MaRegistryServiceRegistry registry,
            MaRegistryRegistration registration,
            KnownServices services,
            OwnInstance own,
            MaRegistryProperties properties,
            ApplicationContext application,
            BackgroundThread thread) {
        this.registry = registry;
        this.registration = registration;
        this.services = services;
        this.own = own;
        this.properties = properties.register();
        this.application = application;
        this.thread = thread;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        if (event.getApplicationContext() == application) { // those of child applications come here, too
            synchronized (lock) {
                isReady = true;
            }
            register();
        }
    }

    /** Registers where the application has been ready before, so after a stop; the first time waits for that. */
    @Override
    public void start() {
        synchronized (lock) {
            isRunning = true;
        }
        register();
    }

    private void register() {
        if (!isWanted()) {
            return;
        }
        if (own.port().isEmpty()) {
            LOG.info("not registered: there is no web server, and maregistry.register.port is not set");
            return;
        }
        try {
            attempt();
        } catch (RegistryException unable) {
            if (!unable.isTransient() || properties.failFast()) {
                throw unable;
            }
            again(unable);
        }
    }

    private boolean isWanted() {
        synchronized (lock) {
            return isRunning && isReady;
        }
    }

    private void attempt() {
        registry.register(registration);
        if (!isWanted()) { // stopped meanwhile
            registry.deregister(registration);
            return;
        }
        LOG.info("service={} instance={} registered", registration.getServiceId(), registration.getInstanceId());
        services.learnNames(); // from the event on, Spring Cloud's health asks for them
        application.publishEvent(new InstanceRegisteredEvent<>(this, registration));
    }

    private void again(RegistryException unable) {
        LOG.warn("service={} not registered yet: {}", registration.getServiceId(), unable.getMessage());
        synchronized (lock) {
            if (isRunning) {
                retry = thread.after(RETRY_AFTER, this::repeat);
            }
        }
    }

    private void repeat() {
        if (!isWanted()) {
            return;
        }
        try {
            attempt();
        } catch (RegistryException unable) {
            if (unable.isTransient()) {
                again(unable);
            } else {
                LOG.error("service={} is refused: {}", registration.getServiceId(), unable.getMessage());
            }
        }
    }

    @Override
    public void stop(Runnable stopped) {
        boolean wasListed = leave();
        if (wasListed && !properties.stopDelay().isZero()) {
            thread.after(properties.stopDelay(), stopped);
        } else {
            stopped.run();
        }
    }

    @Override
    public void stop() {
        leave();
    }

    /** Says whether anybody may have known the instance. */
    private boolean leave() {
        synchronized (lock) {
            isRunning = false;
            Optional.ofNullable(retry).ifPresent(waiting -> waiting.cancel(true));
            retry = null;
        }
        boolean wasListed = registry.status(registration).equals(MaRegistryServiceRegistry.UP);
        if (wasListed) {
            LOG.info("service={} instance={} leaves", registration.getServiceId(), registration.getInstanceId());
        }
        registry.deregister(registration);
        return wasListed;
    }

    @Override
    public boolean isRunning() {
        synchronized (lock) {
            return isRunning;
        }
    }

    /** Before everything else, the graceful shutdown of the web server (1,024 lower) among it. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
