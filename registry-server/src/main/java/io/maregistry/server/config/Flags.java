package io.maregistry.server.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings from the command line: {@code --http-listen=…}, {@code --http-listen …}, dots instead of dashes too; {@code
 * --config FILE} names the file. A flag of true or false may stand alone: true.
 */
final class Flags {

    static final String CONFIG = "--config";

    private final List<String> arguments;
    private final Source source = new Source();
    private final Set<String> seen = new HashSet<>();
    private Optional<String> configFile = Optional.empty();
    private int at; // the argument that is read next

    private Flags(List<String> arguments) {
        this.arguments = arguments;
    }

    static Flags read(List<String> arguments) {
        Flags flags = new Flags(arguments);
        while (flags.at < arguments.size()) {
            flags.readOne(arguments.get(flags.at++));
        }
        return flags;
    }

    Source source() {
        return source;
    }

    Optional<String> configFile() {
        return configFile;
    }

    private void readOne(String argument) {
        int sign = argument.indexOf('=');
        String flag = (sign < 0 ? argument : argument.substring(0, sign)).replace('.', '-');
        Origin origin = new Origin(Origin.Rank.FLAG, flag);
        Key<?> key = Keys.BY_FLAG.get(flag);
        if (!argument.startsWith("--")) {
            source.refuse(new Origin(Origin.Rank.FLAG, argument), "not a flag; flags begin with --");
            return;
        }
        Optional<String> value = sign < 0 ? nextValue(key) : Optional.of(argument.substring(sign + 1));
        if (key == null && !flag.equals(CONFIG)) {
            source.refuseUnknown(origin, "flag", flag, Keys.BY_FLAG);
        } else if (!seen.add(flag)) {
            source.refuse(origin, "given twice");
        } else if (value.isEmpty()) {
            source.refuse(origin, "a value is missing");
        } else if (key == null) {
            configFile = value;
        } else {
            source.give(key, value.get().strip(), origin);
        }
    }

    /** Takes the next argument if it is a value of this flag. */
    private Optional<String> nextValue(@Nullable Key<?> key) {
        boolean isSwitch = key != null && Kind.FLAG.equals(key.kind());
        boolean isValue = at < arguments.size() && !arguments.get(at).startsWith("--");
        if (isSwitch && !(isValue && arguments.get(at).matches("true|false"))) {
            return Optional.of("true");
        }
        return isValue ? Optional.of(arguments.get(at++)) : Optional.empty();
    }
}
