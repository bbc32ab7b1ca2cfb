package io.maregistry.server.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a configuration: a YAML file, over it the {@code MAREGISTRY_*} variables, over them the flags. Whatever is wrong
 * is gathered from all of them before it is told. Immutable.
 */
public final class ConfigReader {

    /** Parts that follow from each other. */
    private static final Set<String> PLACES = Set.of("node", "http", "grpc", "raft", "server", "server-list");

    private static final String SHIPPED_FILE = "conf/maregistry.yaml";

    private final Map<String, String> environment;
    private final Optional<Path> home;

    /**
     * {@code home} is the distribution's folder: {@code conf/maregistry.yaml} in it is read where no file is named, and
     * the data lie in it by default. Without one there is no default file and the data lie in the working directory.
     */
    public ConfigReader(Map<String, String> environment, Optional<Path> home) {
        this.environment = Map.copyOf(environment);
        this.home = home;
    }

    /** The configuration under {@code flags}; throws {@link ConfigException} with everything that is wrong with it. */
    public Configuration read(List<String> flags) {
        List<Fault> faults = new ArrayList<>();
        Values values = new Values();
        Flags given = Flags.read(flags);
        file(given, faults).ifPresent(file -> take(YamlFile.read(file), values, faults));
        take(Variables.read(environment), values, faults);
        take(given.source(), values, faults);
        ServerConfig.Builder parts = derive(values, faults);
        ServerConfig server = together(parts, values, faults);
        return new Configuration(server, settings(values), Warnings.of(server));
    }

    /** The file that flag or variable names, or the shipped one where it is there. */
    private Optional<Path> file(Flags flags, List<Fault> faults) {
        Optional<String> named = flags.configFile()
                .or(() -> Optional.ofNullable(environment.get(Variables.CONFIG)).filter(name -> !name.isEmpty()));
        try {
            return named.isPresent()
                    ? named.map(Path::of)
                    : home.map(folder -> folder.resolve(SHIPPED_FILE)).filter(Files::exists);
        } catch (InvalidPathException unfit) {
            faults.add(new Fault("", Flags.CONFIG + ": no such file: " + unfit.getMessage()));
            return Optional.empty();
        }
    }

    private static void take(Source source, Values values, List<Fault> faults) {
        faults.addAll(source.faults());
        for (Given given : source.given()) {
            try {
                values.give(given);
            } catch (ConfigException unfit) {
                unfit.faults().forEach(fault -> faults.add(fault.at(given.origin())));
            }
        }
    }

    /** Completes the values and makes the records, as far as the faults so far allow. */
    private ServerConfig.Builder derive(Values values, List<Fault> faults) {
        // an address that could not be read would bring on faults that are none once it is mended
        boolean knowsAddresses = faults.isEmpty();
        List<Fault> found = new ArrayList<>();
        new Derivation(values, home, fault -> {
                    if (knowsAddresses) {
                        found.add(fault);
                    }
                })
                .run();
        ServerConfig.Builder parts = new Assembly(values, found::add).parts();
        Availability.check(values, fault -> {
            if (isNew(fault, found)) {
                found.add(fault);
            }
        });
        found.forEach(fault -> faults.add(fault.at(values.placeOf(fault.key()))));
        return parts;
    }

    /**
     * Checks the parts together, too, and throws everything that is wrong. A part that was refused is its default by now,
     * so that whether it fits to others is not told.
     */
    private static ServerConfig together(ServerConfig.Builder parts, Values values, List<Fault> before) {
        List<Fault> faults = new ArrayList<>(before);
        try {
            ServerConfig server = parts.build();
            if (faults.isEmpty()) {
                return server;
            }
        } catch (ConfigException unfit) {
            for (Fault fault : unfit.faults()) {
                if (before.stream().noneMatch(other -> part(other).equals(part(fault)))) {
                    faults.add(fault.at(values.placeOf(fault.key())));
                }
            }
        }
        throw new ConfigException(faults);
    }

    private static String part(Fault fault) {
        String first = fault.key().replaceFirst("\\..*", "");
        return PLACES.contains(first) ? "" : first; // "": the place of the fault is not known
    }

    /** One setting is told of once: what else is wrong with it may come of that. */
    private static boolean isNew(Fault fault, List<Fault> known) {
        return known.stream().noneMatch(other -> other.key().equals(fault.key()));
    }

    private static List<Setting> settings(Values values) {
        return Keys.ALL.stream()
                .filter(values::has)
                .map(key -> new Setting(
                        key.name(),
                        values.textOf(key),
                        values.originOf(key.name()).text()))
                .toList();
    }
}
