package io.maregistry.spring;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.error.ErrorCode;
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
 * Registers the application when it is ready, so behind the start of its web server. When it ends, {@link Leaving}
 * unregisters it before the life cycle begins to stop; where the life cycle is stopped alone, this does it in the highest
 * phase, while the web server still takes calls, and lets {@code stop-delay} go by before the next phase begins.
 *
 * <p>Neither of Spring Cloud's base class nor of the web server's event, which differ between the lines. The lock guards
 * what was decided, and is not held while the registry is waited for. Threads: Spring's, and the background thread.
 */
final class AutoRegistration
        implements AutoServiceRegistration, SmartLifecycle, ApplicationListener<ApplicationReadyEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(AutoRegistration.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration ASK_AGAIN_AFTER =
            Duration.ofSeconds(5); // where it was refused, but may be taken later

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
        own.check();
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
            if (isForGood(unable) || properties.failFast()) {
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
        if (!registry.registerUnlessOutOfService(registration)) {
            LOG.info("service={} not registered: it is out of service", registration.getServiceId());
            return;
        }
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
        registry.notTaken(registration, unable);
        again(unable.isTransient() ? RETRY_AFTER : ASK_AGAIN_AFTER);
    }

    private void again(Duration pause) {
        synchronized (lock) {
            if (isRunning) {
                retry = thread.after(pause, this::repeat);
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
            repeated(unable);
        } catch (RuntimeException bug) { // a listener's, or ours: either must not end the tries
            LOG.warn("service={} registration was disturbed", registration.getServiceId(), bug);
            if (!registry.status(registration).equals(MaRegistryServiceRegistry.UP)) {
                again(ASK_AGAIN_AFTER);
            }
        }
    }

    private void repeated(RegistryException unable) {
        if (isForGood(unable)) {
            LOG.error("service={} is refused: {}", registration.getServiceId(), unable.getMessage());
            registry.notTaken(registration, unable);
        } else {
            again(unable);
        }
    }

    /** The others may pass: room comes and goes, namespaces and rights are given later. */
    private static boolean isForGood(RegistryException error) {
        return error instanceof RegistryException.InvalidRequest
                || error instanceof RegistryException.Forbidden
                || error.code() == ErrorCode.STALE_GENERATION;
    }

    /** It does not register any more from now on; what is registered stays. */
    void end() {
        synchronized (lock) {
            isRunning = false;
            Optional.ofNullable(retry).ifPresent(waiting -> waiting.cancel(true));
            retry = null;
        }
    }

    @Override
    public void stop(Runnable stopped) {
        Duration delay = leave() ? properties.stopDelay() : Duration.ZERO;
        var unused = Leaving.after(delay).thenRun(stopped);
    }

    @Override
    public void stop() {
        leave();
    }

    /** Says whether anybody may still believe that the instance is listed. */
    @CanIgnoreReturnValue
    private boolean leave() {
        end();
        boolean wasListed = registry.status(registration).equals(MaRegistryServiceRegistry.UP);
        if (wasListed) {
            LOG.info("service={} instance={} leaves", registration.getServiceId(), registration.getInstanceId());
        }
        boolean isKnown = registry.deregister(registration, properties.drain());
        return wasListed && !isKnown;
    }

    @Override
    public boolean isRunning() {
        synchronized (lock) {
            return isRunning;
        }
    }

    /** Before every lower phase, the graceful shutdown of the web server (1,024 lower) among it. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
