package io.maregistry.tests;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What programs may use of some packages, as text: each type that they can see, and below it each member, in the order of
 * their names, so that a change shows as the lines that it concerns.
 */
final class PublicApi {

    private static final String INDENT = "    ";

    private final Set<String> packages;

    PublicApi(String... packages) {
        this.packages = Set.of(packages);
    }

    String text() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(packages);
        TreeMap<String, Class<?>> types = new TreeMap<>();
        for (JavaClass each : classes) {
            Class<?> type = packages.contains(each.getPackageName()) ? each.reflect() : Void.class;
            if (!type.equals(Void.class) && isVisible(type)) {
                types.put(type.getName(), type);
            }
        }
        return types.values().stream().map(PublicApi::type).collect(Collectors.joining("\n"));
    }

    /** Each type, and each member with its type, of such a text. */
    static Set<String> entries(String text) {
        Set<String> entries = new TreeSet<>();
        String type = "";
        for (String line : text.lines().toList()) {
            boolean isMember = line.startsWith(INDENT);
            type = isMember ? type : line;
            entries.add(isMember ? type + line : line);
        }
        return entries;
    }

    private static boolean isVisible(Class<?> type) {
        Class<?> around = type.getDeclaringClass();
        return isVisible(type.getModifiers())
                && !type.isAnonymousClass()
                && !type.isLocalClass()
                && (around == null || isVisible(around));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String type(Class<?> type) {
        List<String> members = new ArrayList<>();
        Stream.of(type.getDeclaredFields())
                .filter(PublicApi::counts)
                .map(Field::toGenericString)
                .forEach(members::add);
        Stream.of(type.getDeclaredConstructors())
                .filter(PublicApi::counts)
                .map(Constructor::toGenericString)
                .forEach(members::add);
        Stream.of(type.getDeclaredMethods())
                .filter(PublicApi::counts)
                .map(Method::toGenericString)
                .forEach(members::add);
        Collections.sort(members);
        StringBuilder text = new StringBuilder(head(type)).append('\n');
        members.forEach(member -> text.append("    ")
                .append(member.replace(type.getName() + '.', ""))
                .append('\n'));
        return text.toString();
    }

    private static String head(Class<?> type) {
        List<String> above = new ArrayList<>();
        Type parent = type.getGenericSuperclass();
        if (parent != null && !type.isEnum() && !type.isRecord() && !parent.equals(Object.class)) {
            above.add(parent.getTypeName());
        }
        Stream.of(type.getGenericInterfaces()).map(Type::getTypeName).sorted().forEach(above::add);
        return type.toGenericString() + (above.isEmpty() ? "" : " : " + String.join(", ", above));
    }

    private static boolean counts(Member member) {
        return isVisible(member.getModifiers()) && !member.isSynthetic();
    }
}
