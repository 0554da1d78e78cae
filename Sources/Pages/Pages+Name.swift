/// The name under which the first callers knew ``PageLibrary``.
package typealias Pages = PageLibrary
