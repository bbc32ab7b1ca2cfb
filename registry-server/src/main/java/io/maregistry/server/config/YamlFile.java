package io.maregistry.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Settings from a YAML file. Names may be nested, dotted or both, and an outer {@code maregistry:} is passed over. Read
 * token by token and not into a tree, so that each fault has its line and a name given twice is seen.
 */
final class YamlFile {

    private static final String OUTER = "maregistry";
    private static final int MOST_BYTES = 1 << 20;

    /** Each name that has settings below it, and each setting: what may stand before a colon. */
    private static final Map<String, Boolean> KNOWN = known();

    private final String name;
    private final Source source = new Source();
    private final Set<String> seen = new HashSet<>(); // settings given so far

    private YamlFile(String name) {
        this.name = name;
    }

    /** What {@code path} has; a file that cannot be read or is no YAML is one fault. */
    static Source read(Path path) {
        YamlFile file = new YamlFile(path.toString());
        try {
            if (Files.size(path) > MOST_BYTES) {
                file.refuse("is larger than " + Sizes.print(MOST_BYTES));
            } else {
                file.parse(Files.readString(path));
            }
        } catch (NoSuchFileException absent) {
            file.refuse("no such file");
        } catch (CharacterCodingException unfit) {
            file.refuse("is not UTF-8");
        } catch (JsonProcessingException unfit) {
            file.refuseText(unfit);
        } catch (IOException unreadable) {
            file.refuse("cannot be read: " + unreadable);
        }
        return file.source;
    }

    private static Map<String, Boolean> known() {
        Map<String, Boolean> known = new TreeMap<>();
        for (Key<?> key : Keys.ALL) {
            known.put(key.name(), true);
            for (int dot = key.name().indexOf('.'); dot >= 0; dot = key.name().indexOf('.', dot + 1)) {
                known.put(key.name().substring(0, dot), false);
            }
        }
        return Map.copyOf(known);
    }

    private void parse(String text) throws IOException {
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return; // nothing but comments
            }
            if (first != JsonToken.START_OBJECT) {
                source.refuse(at(parser), "must be settings, name: value");
                return;
            }
            readBlock(parser, "");
            if (parser.nextToken() != null) {
                source.refuse(at(parser), "must be one document");
            }
        }
    }

    private void readBlock(YAMLParser parser, String prefix) throws IOException {
        Set<String> inBlock = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Origin origin = at(parser);
            String written = parser.currentName();
            String full = strip(prefix + written);
            if (!inBlock.add(written)) {
                source.refuse(origin, written + " is given twice in one block");
            }
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                openBlock(parser, full, origin);
            } else {
                readValue(parser, full, origin);
            }
        }
    }

    private void openBlock(YAMLParser parser, String full, Origin origin) throws IOException {
        if (full.isEmpty()) {
            readBlock(parser, "");
        } else if (Boolean.FALSE.equals(KNOWN.get(full))) {
            readBlock(parser, full + '.');
        } else {
            parser.skipChildren();
            refuseName(full, origin, "a value and not a block");
        }
    }

    private void readValue(YAMLParser parser, String full, Origin origin) throws IOException {
        Key<?> key = Keys.BY_NAME.get(full);
        boolean isNull = parser.currentToken() == JsonToken.VALUE_NULL;
        if (key == null) {
            parser.skipChildren();
            if (!isNull || !full.isEmpty() && !KNOWN.containsKey(full)) {
                refuseName(full, origin, "a block of settings and not a value");
            }
        } else if (parser.isCurrentAlias()) {
            source.refuse(origin, full + " must be written out, was a YAML alias");
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            readList(parser, key, origin);
        } else if (!isNull) {
            give(key, parser.getText(), origin);
        }
    }

    private void readList(YAMLParser parser, Key<?> key, Origin origin) throws IOException {
        List<String> items = new ArrayList<>();
        boolean isFlat = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            isFlat &= parser.currentToken().isScalarValue();
            items.add(String.valueOf(parser.getText()));
            parser.skipChildren();
        }
        if (isFlat && key.kind().isList()) {
            give(key, String.join(",", items), origin);
        } else {
            source.refuse(origin, key.name() + " must " + key.kind().rule() + ", was a list");
        }
    }

    private void give(Key<?> key, String text, Origin origin) {
        if (seen.add(key.name())) {
            source.give(key, text.strip(), origin);
        } else {
            source.refuse(origin, key.name() + " is given twice");
        }
    }

    private void refuseName(String full, Origin origin, String rather) {
        if (full.isEmpty() || KNOWN.containsKey(full)) {
            source.refuse(origin, (full.isEmpty() ? OUTER : full) + " must be " + rather);
        } else {
            source.refuseUnknown(origin, "setting", full, KNOWN);
        }
    }

    private void refuseText(JsonProcessingException unfit) {
        if (unfit.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            int line = marked.getProblemMark().getLine() + 1;
            source.refuse(at(line), "is not YAML: " + marked.getProblem());
        } else {
            refuse("is not YAML: " + unfit.getOriginalMessage());
        }
    }

    private void refuse(String message) {
        source.refuse(new Origin(Origin.Rank.FILE, name), message);
    }

    private Origin at(YAMLParser parser) {
        return at(parser.currentTokenLocation().getLineNr());
    }

    private Origin at(int line) {
        return new Origin(Origin.Rank.FILE, name + ':' + line);
    }

    /** The name without an outer block; empty for the outer block itself. */
    private static String strip(String full) {
        return full.equals(OUTER) ? "" : full.startsWith(OUTER + '.') ? full.substring(OUTER.length() + 1) : full;
    }
}
