package io.maregistry.server.lease;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.CheckVerdicts;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Expire;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Overdue instances that are to be named together: the silent and the failing, by service. One thread. */
final class NamedOverdue {

    private final Map<ServiceName, List<Expire.Silent>> silent = new LinkedHashMap<>();
    private final Map<ServiceName, List<CheckVerdicts.Found>> failing = new LinkedHashMap<>();

    /** Whether the service begins to be counted by it once more. */
    boolean add(ServiceName service, Overdue overdue) {
        return overdue.silent() != null
                ? add(silent, service, overdue.silent())
                : overdue.failing() != null && add(failing, service, overdue.failing());
    }

    private static <T> boolean add(Map<ServiceName, List<T>> byService, ServiceName service, T one) {
        boolean isNew = !byService.containsKey(service);
        byService.computeIfAbsent(service, key -> new ArrayList<>()).add(one);
        return isNew;
    }

    boolean isEmpty() {
        return silent.isEmpty() && failing.isEmpty();
    }

    int size() {
        return size(silent.values()) + size(failing.values());
    }

    private static int size(Collection<? extends List<?>> all) {
        return all.stream().mapToInt(List::size).sum();
    }

    /** The services that the state counts when it applies the commands, as often as it does. */
    List<ServiceName> counted() {
        List<ServiceName> services = new ArrayList<>(silent.keySet());
        services.addAll(failing.keySet());
        return services;
    }

    /** This without the silent who were just renewed. */
    NamedOverdue without(Set<Long> renewed) {
        NamedOverdue rest = new NamedOverdue();
        rest.failing.putAll(failing);
        silent.forEach((service, ones) -> {
            List<Expire.Silent> left =
                    ones.stream().filter(one -> !renewed.contains(one.handle())).toList();
            if (!left.isEmpty()) {
                rest.silent.put(service, left);
            }
        });
        return rest;
    }

    /** One for the silent of each service, and one for all who fail. */
    List<Command> commands() {
        List<Command> commands = new ArrayList<>(silent.size() + 1);
        silent.forEach((service, ones) -> commands.add(new Expire(service, ones)));
        if (!failing.isEmpty()) {
            commands.add(new CheckVerdicts(
                    failing.values().stream().flatMap(List::stream).toList()));
        }
        return commands;
    }
}
