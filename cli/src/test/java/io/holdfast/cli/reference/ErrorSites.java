package io.holdfast.cli.reference;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import io.holdfast.cli.error.ExitCode;
import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Finds where the sources raise errors, and what they say there. */
final class ErrorSites {
    /** An error code with all the messages and hints that it is raised with. */
    record ErrorEntry(
            String code, ErrorCategory category, SortedMap<String, SortedSet<String>> sayings) {
        String markdown() {
            ExitCode exit = ExitCode.of(category);
            StringBuilder text = new StringBuilder();
            text.append("\n## `").append(code).append("`\n\n");
            text.append("Exit code ").append(exit.number());
            text.append(" (").append(word(exit.name())).append(").\n\n");
            sayings.forEach(
                    (message, hints) ->
                            text.append("- ")
                                    .append(message)
                                    .append(". *")
                                    .append(String.join("* or *", hints))
                                    .append("*\n"));
            return text.toString();
        }
    }

    private static final String UNKNOWN = "…";

    private ErrorSites() {}

    static String word(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All errors of the main sources of all modules below a directory, by code, then category. */
    static Iterable<ErrorEntry> find(Path root) throws IOException {
        SortedMap<String, ErrorEntry> errors = new TreeMap<>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var sources = files.getJavaFileObjectsFromPaths(sources(root));
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, null, null, sources);
            for (var unit : task.parse()) {
                new Scanner(errors).scan(unit, null);
            }
        }
        return errors.values();
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> modules = Files.list(root)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(ErrorSites::javaFiles)
                    .toList();
        }
    }

    private static Stream<Path> javaFiles(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final class Scanner extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final SortedMap<String, ErrorEntry> errors;

        Scanner(SortedMap<String, ErrorEntry> errors) {
            this.errors = errors;
        }

        @Override
        public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void nothing) {
            if (tree.getIdentifier().toString().equals(HoldfastException.class.getSimpleName())) {
                add(tree.getArguments());
            }
            return super.visitNewClass(tree, null);
        }

        private void add(List<? extends ExpressionTree> arguments) {
            // A category or code that is passed through is found where it is given.
            if (arguments.get(0) instanceof MemberSelectTree category
                    && arguments.get(1) instanceof LiteralTree code) {
                var name = ErrorCategory.valueOf(category.getIdentifier().toString());
                errors.computeIfAbsent(
                                code.getValue() + " " + name,
                                key ->
                                        new ErrorEntry(
                                                String.valueOf(code.getValue()),
                                                name,
                                                new TreeMap<>()))
                        .sayings()
                        .computeIfAbsent(text(arguments.get(2)), key -> new TreeSet<>())
                        .add(text(arguments.get(3)));
            }
        }

        private static String text(ExpressionTree expression) {
            return switch (expression) {
                case LiteralTree literal -> String.valueOf(literal.getValue());
                case ParenthesizedTree inner -> text(inner.getExpression());
                case ConditionalExpressionTree either -> UNKNOWN;
                case BinaryTree sum ->
                        (text(sum.getLeftOperand()) + text(sum.getRightOperand()))
                                .replace(UNKNOWN + UNKNOWN, UNKNOWN);
                case MethodInvocationTree call
                        when call.getMethodSelect() instanceof MemberSelectTree method
                                && method.getIdentifier().contentEquals("formatted") ->
                        text(method.getExpression()).replaceAll("%[,.0-9]*[a-z]", UNKNOWN);
                default -> UNKNOWN;
            };
        }
    }
}
