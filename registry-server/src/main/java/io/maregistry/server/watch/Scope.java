package io.maregistry.server.watch;

import io.maregistry.model.ConfigName;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.RoutedName;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a subscription hears of. */
public sealed interface Scope {

    /** Services, then configuration items, in the order in which they are given. */
    static Set<Subject> subjects(Collection<ServiceName> services, Collection<ConfigName> configs) {
        Set<Subject> subjects = new LinkedHashSet<>();
        services.forEach(service -> subjects.add(new Subject.OfService(service)));
        configs.forEach(config -> subjects.add(new Subject.OfConfig(config)));
        return subjects;
    }

    /** Whether it hears of that. */
    boolean covers(Subject subject);

    /**
     * What is named, whether it exists or not.
     *
     * @param subjects at least one; told in this order
     */
    record Named(Set<Subject> subjects) implements Scope {
        public Named {
            subjects = Collections.unmodifiableSet(new LinkedHashSet<>(subjects));
            if (subjects.isEmpty()) {
                throw new IllegalArgumentException("a scope must name something");
            }
        }

        /** Services, then configuration items. */
        public static Named of(Collection<ServiceName> services, Collection<ConfigName> configs) {
            return new Named(Scope.subjects(services, configs));
        }

        @Override
        public boolean covers(Subject subject) {
            return subjects.contains(subject);
        }
    }

    /**
     * Services of which several groups are read as one list; told as whole lists at each change, never by single ones.
     *
     * @param places where each has one group, the default one; at least one, told in this order
     * @param groups which groups of each are read
     */
    record Routed(Set<ServiceName> places, RoutedName.Groups groups) implements Scope {
        public Routed {
            places = Collections.unmodifiableSet(new LinkedHashSet<>(places));
            if (places.isEmpty()) {
                throw new IllegalArgumentException("a scope must name a service");
            }
        }

        @Override
        public boolean covers(Subject subject) {
            return subject instanceof Subject.OfService service
                    && places.contains(
                            place(service.name().namespace(), service.name().name()));
        }

        static ServiceName place(String namespace, String service) {
            return ServiceName.of(namespace, ServiceName.DEFAULT_GROUP, service);
        }

        /** What is read of the service that stands at that place. */
        public RoutedName name(ServiceName place) {
            return new RoutedName(place.namespace(), place.name(), groups);
        }
    }

    /**
     * All services of a namespace, later ones too.
     *
     * @param group of that group only; null = of all groups
     */
    record Space(String namespace, @Nullable String group) implements Scope {
        @Override
        public boolean covers(Subject subject) {
            return subject instanceof Subject.OfService service && covers(service.name());
        }

        boolean covers(ServiceName service) {
            return namespace.equals(service.namespace()) && (group == null || group.equals(service.group()));
        }
    }
}
